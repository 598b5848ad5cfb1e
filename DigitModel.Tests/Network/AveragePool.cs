using DigitEngine.Kernels;
using DigitEngine.Network;

namespace MlNetDigits.Tests.Network;

/// <summary>
/// A kind of layer that the library doesn't have, written as docs/adding-a-layer.md tells: averages over square windows next to
/// each other. Text: <c>avgpool 2</c>.
/// </summary>
internal sealed record AveragePoolDefinition(int Window) : LayerDefinition
{
    public override string ToString() => $"avgpool {LayerText.Format(Window, Window)}";

    internal static AveragePoolDefinition Parse(LayerText text) => new(text.Number("a window such as 2"));

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(Window >= 1, "the window must be at least 1");
        NetworkDefinitionException.Require(
            input.Height % Window == 0 && input.Width % Window == 0, $"windows don't cover an input of {input}");
        return new(input.Height / Window, input.Width / Window, input.Channels);
    }

    internal override Layer CreateLayer<TSimd>(LayerContext context) => new AveragePoolLayer<TSimd>(context, Window);
}

/// <summary>Average pooling in training.</summary>
internal sealed unsafe class AveragePoolLayer<TSimd>(LayerContext context, int window) : Layer(context)
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => Input.Gradients is null ? [] : [new(BackwardPiece)];

    public override TrainedLayer ToTrained() => new TrainedAveragePool(Input.Shape, window);

    private void ForwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            AveragePool.Forward<TSimd>(Input.Shape, window, Input.ValueOf(image), Output.ValueOf(image));
        }
    }

    private void BackwardPiece(in Work work)
    {
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            AveragePool.Backward<TSimd>(Input.Shape, window, Output.GradientOf(image), Input.GradientOf(image));
        }
    }
}

/// <summary>Average pooling in a trained network.</summary>
internal sealed record TrainedAveragePool(Shape Source, int Window) : TrainedLayer
{
    public override Shape Input => Source;

    public override Shape Output => new(Source.Height / Window, Source.Width / Window, Source.Channels);

    public override string ToText() => new AveragePoolDefinition(Window).ToString();

    public override InferenceStep Compile<TSimd>() => new AveragePoolStep<TSimd>(this);
}

/// <summary>Predicts with average pooling.</summary>
internal sealed unsafe class AveragePoolStep<TSimd>(TrainedAveragePool layer) : InferenceStep(layer.Input, layer.Output)
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override void Run(int images, float* input, float* output, float* scratch)
    {
        for (int image = 0; image < images; image++)
        {
            AveragePool.Forward<TSimd>(Input, layer.Window, input, output);
            input += Input.Size;
            output += Output.Size;
        }
    }
}

/// <summary>The arithmetic, for an image of height × width × channels.</summary>
internal static unsafe class AveragePool
{
    public static void Forward<TSimd>(Shape shape, int window, float* input, float* output)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        new Span<float>(output, shape.Size / (window * window)).Clear();
        for (int y = 0; y < shape.Height; y++)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                Elementwise.Add<TSimd>(input, output + OutputOf(shape, window, y, x), shape.Channels);
                input += shape.Channels;
            }
        }

        foreach (ref float value in new Span<float>(output, shape.Size / (window * window)))
        {
            value /= window * window;
        }
    }

    public static void Backward<TSimd>(Shape shape, int window, float* outputGradient, float* inputGradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (int y = 0; y < shape.Height; y++)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                float* gradient = outputGradient + OutputOf(shape, window, y, x);
                for (int c = 0; c < shape.Channels; c++)
                {
                    *inputGradient++ = gradient[c] / (window * window);
                }
            }
        }
    }

    /// <summary>The first channel of the output that an input pixel belongs to.</summary>
    private static int OutputOf(Shape shape, int window, int y, int x) =>
        ((y / window * (shape.Width / window)) + (x / window)) * shape.Channels;
}
