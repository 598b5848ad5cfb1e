using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>
/// A rectifier on its own: max(0, x). Most layers take <c>relu</c> as an option, which is faster. Text: <c>relu</c>.
/// </summary>
public sealed record ReluDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string ToString() => "relu";

    internal static ReluDefinition Parse(LayerText text) => new();

    internal override Shape OutputFor(Shape input) => input;

    internal override Layer CreateLayer<TSimd>(LayerContext context) => new ReluLayer<TSimd>(context);
}

/// <summary>A rectifier in training.</summary>
internal sealed unsafe class ReluLayer<TSimd>(LayerContext context) : Layer(context)
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

/// <summary>A rectifier in a trained network, where it can't be merged into the layer before it.</summary>
internal sealed record TrainedRelu(Shape Shape) : TrainedLayer
{
    public override Shape Input => Shape;

    public override Shape Output => Shape;

    public override string ToText() => new ReluDefinition().ToString();

    public override InferenceStep Compile<TSimd>() => new ReluStep<TSimd>(Shape);
}

/// <summary>Predicts with a rectifier.</summary>
internal sealed unsafe class ReluStep<TSimd>(Shape shape) : InferenceStep(shape, shape)
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override void Run(int images, float* input, float* output, float* scratch) =>
        Elementwise.Relu<TSimd>(input, output, images * Input.Size);
}
