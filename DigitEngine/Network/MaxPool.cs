using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Max-pooling over windows inside the image. Text: <c>maxpool 2</c>, <c>maxpool 3x2 stride 1</c>.</summary>
/// <param name="WindowHeight">Rows of the window, at least 1.</param>
/// <param name="WindowWidth">Columns of the window, at least 1.</param>
/// <param name="StrideY">Rows from one window to the next, at least 1.</param>
/// <param name="StrideX">Columns from one window to the next, at least 1.</param>
public sealed record MaxPoolDefinition(int WindowHeight, int WindowWidth, int StrideY, int StrideX) : LayerDefinition
{
    /// <summary>Square windows next to each other.</summary>
    public MaxPoolDefinition(int window)
        : this(window, window, window, window)
    {
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string window = LayerText.Format(WindowHeight, WindowWidth);
        bool isUsual = StrideY == WindowHeight && StrideX == WindowWidth;
        return isUsual ? $"maxpool {window}" : $"maxpool {window} stride {LayerText.Format(StrideY, StrideX)}";
    }

    internal static MaxPoolDefinition Parse(LayerText text)
    {
        (int height, int width) = text.Pair("a window such as 2 or 3x2");
        (int y, int x) = text.Take("stride") ? text.Pair("a stride such as 2 or 2x1") : (height, width);
        return new(height, width, y, x);
    }

    internal PoolGeometry Geometry(Shape input) => new()
    {
        InputHeight = input.Height,
        InputWidth = input.Width,
        Channels = input.Channels,
        WindowHeight = WindowHeight,
        WindowWidth = WindowWidth,
        StrideY = StrideY,
        StrideX = StrideX,
    };

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(
            WindowHeight >= 1 && WindowWidth >= 1 && StrideY >= 1 && StrideX >= 1, "window and stride must be at least 1");
        NetworkDefinitionException.Require(
            WindowHeight <= input.Height && WindowWidth <= input.Width, $"the window is larger than its input of {input}");
        PoolGeometry geometry = Geometry(input);
        return new(geometry.OutputHeight, geometry.OutputWidth, input.Channels);
    }

    internal override Layer CreateLayer<TSimd>(LayerContext context) =>
        new MaxPoolLayer<TSimd>(context, Geometry(context.Input.Shape));
}

/// <summary>Max-pooling in training.</summary>
internal sealed unsafe class MaxPoolLayer<TSimd>(LayerContext context, PoolGeometry geometry) : Layer(context)
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

/// <summary>Max-pooling in a trained network.</summary>
internal sealed record TrainedMaxPool(PoolGeometry Geometry) : TrainedLayer
{
    public override Shape Input => new(Geometry.InputHeight, Geometry.InputWidth, Geometry.Channels);

    public override Shape Output => new(Geometry.OutputHeight, Geometry.OutputWidth, Geometry.Channels);

    public override string ToText() =>
        new MaxPoolDefinition(Geometry.WindowHeight, Geometry.WindowWidth, Geometry.StrideY, Geometry.StrideX).ToString();

    public override InferenceStep Compile<TSimd>() => new MaxPoolStep<TSimd>(this);
}

/// <summary>Predicts with a max-pooling.</summary>
internal sealed unsafe class MaxPoolStep<TSimd>(TrainedMaxPool layer) : InferenceStep(layer.Input, layer.Output)
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override void Run(int images, float* input, float* output, float* scratch)
    {
        for (int image = 0; image < images; image++)
        {
            MaxPool.Forward<TSimd>(layer.Geometry, input, output);
            input += Input.Size;
            output += Output.Size;
        }
    }
}
