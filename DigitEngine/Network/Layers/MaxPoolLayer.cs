using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A max-pooling while its network is trained.</summary>
internal sealed unsafe class MaxPoolLayer<TLanes>(PoolGeometry geometry, Activation input, Activation output) : Layer(input, output)
    where TLanes : unmanaged, ILanes<TLanes>
{
    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => Input.Gradients == null ? [] : [new(BackwardPiece)];

    public override TrainedLayer ToTrained() => new TrainedMaxPool(geometry);

    private void ForwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            MaxPool.Forward<TLanes>(geometry, Input.ValueOf(image), Output.ValueOf(image));
        }
    }

    private void BackwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            MaxPool.Backward<TLanes>(geometry, Input.ValueOf(image), Output.GradientOf(image), Input.GradientOf(image));
        }
    }
}
