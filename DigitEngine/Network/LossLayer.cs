using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>What training minimises, apart from the cross-entropy itself.</summary>
/// <param name="LabelSmoothing">The share of the target that is spread over all classes (Szegedy et al. 2016), in [0, 1).</param>
/// <param name="Outliers">
/// Whether the batches also hold images of no class, labelled with the number of classes. They form one more class, whose
/// logit is always 0, so that the sum of exp(logits) becomes the odds that an image belongs to any class.
/// </param>
internal readonly record struct LossOptions(float LabelSmoothing = 0, bool Outliers = false);

/// <summary>
/// Softmax and cross-entropy behind the last layer. Computes the gradient of the logits and the mean loss of the batch.
/// </summary>
internal sealed unsafe class LossLayer(LayerBuffer logits, byte[] labels, LossOptions options)
{
    private readonly double[] _losses = new double[Batch.MaximumPieces];

    public Stage Stage => new(Piece);

    /// <summary>The loss of the last batch, averaged over its images.</summary>
    public double MeanLoss(Batch batch)
    {
        double sum = 0;
        for (int piece = 0; piece < batch.Pieces; piece++)
        {
            sum += _losses[piece];
        }

        return sum / batch.Count;
    }

    private void Piece(in Work work)
    {
        int classes = logits.Shape.Size;
        double loss = 0;
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            loss += SoftmaxCrossEntropy.Gradient(
                new(logits.ValueOf(image), classes),
                labels[image],
                options.LabelSmoothing,
                options.Outliers,
                1f / work.Batch.Count,
                new(logits.GradientOf(image), classes));
        }

        _losses[work.Item] = loss;
    }
}
