using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Dropout: the mask follows from the batch's key, the layer's place and the image's, so the backward pass draws it again.</summary>
internal sealed unsafe class DropoutLayer(float rate, ulong place, LayerBuffer input, LayerBuffer output) : Layer(input, output)
{
    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => Input.Gradients is null ? [] : [new(BackwardPiece)];

    public override TrainedLayer? ToTrained() => null;

    private void ForwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            DropoutMask.Apply(Input.ValueOf(image), Output.ValueOf(image), Input.Shape.Size, rate, KeyOf(work, image));
        }
    }

    private void BackwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            DropoutMask.Apply(Output.GradientOf(image), Input.GradientOf(image), Input.Shape.Size, rate, KeyOf(work, image));
        }
    }

    private ulong KeyOf(in Work work, int image) =>
        SeededRandom.For(work.Batch.Key, RandomPurpose.Dropout, (place << 24) + (ulong)image).State;
}
