using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A max-pooling while its network is trained.</summary>
internal sealed unsafe class MaxPoolLayer<TSimd>(PoolGeometry geometry, LayerBuffer input, LayerBuffer output) : Layer(input, output)
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => Input.Gradients is null ? [] : [new(BackwardPiece)];

    public override TrainedLayer ToTrained() => new TrainedMaxPool(geometry);

    private void ForwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            MaxPool.Forward<TSimd>(geometry, Input.ValueOf(image), Output.ValueOf(image));
        }
    }

    private void BackwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            MaxPool.Backward<TSimd>(geometry, Input.ValueOf(image), Output.GradientOf(image), Input.GradientOf(image));
        }
    }
}
