using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A rectifier on its own while its network is trained.</summary>
internal sealed unsafe class ReluLayer<TSimd>(LayerBuffer input, LayerBuffer output) : Layer(input, output)
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => Input.Gradients is null ? [] : [new(BackwardPiece)];

    public override TrainedLayer ToTrained() => new TrainedRelu(Input.Shape);

    private void ForwardPiece(in Work work) =>
        Elementwise.Relu<TSimd>(Input.ValueOf(work.First), Output.ValueOf(work.First), work.Count * Input.Shape.Size);

    private void BackwardPiece(in Work work) => Elementwise.ReluGradient<TSimd>(
        Output.ValueOf(work.First), Output.GradientOf(work.First), Input.GradientOf(work.First), work.Count * Input.Shape.Size);
}
