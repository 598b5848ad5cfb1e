using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Softmax and cross-entropy after the last layer: gives the logits' gradient and the batch's mean loss.</summary>
internal sealed unsafe class LossLayer(LayerBuffer logits, byte[] labels, LossOptions options)
{
    private readonly double[] _losses = new double[Batch.MaximumPieces];

    public Stage Stage => new(Piece);

    /// <summary>The last batch's loss, averaged over its images.</summary>
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
