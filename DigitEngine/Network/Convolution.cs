using System.Globalization;
using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A two-dimensional convolution with a bias for each filter. Text: <c>conv 32 3x3 stride 2 same relu</c>.</summary>
/// <param name="Filters">Output channels, at least 1.</param>
/// <param name="KernelHeight">Rows of the kernel, at least 1.</param>
/// <param name="KernelWidth">Columns of the kernel, at least 1.</param>
public sealed record ConvolutionDefinition(int Filters, int KernelHeight, int KernelWidth) : LayerDefinition
{
    /// <summary>Input rows from one output row to the next, at least 1.</summary>
    public int StrideY { get; init; } = 1;

    /// <summary>Input columns from one output column to the next, at least 1.</summary>
    public int StrideX { get; init; } = 1;

    /// <summary>Zeros around the input; fewer on each side than the kernel is large.</summary>
    public Padding Padding { get; init; }

    /// <summary>Whether negative results become 0.</summary>
    public bool Relu { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"conv {Filters} {KernelHeight}x{KernelWidth}{StrideText}{PaddingText}{(Relu ? " relu" : "")}");

    private string StrideText => (StrideY, StrideX) == (1, 1) ? "" : $" stride {LayerText.Format(StrideY, StrideX)}";

    private string PaddingText =>
        Padding.IsSame ? " same" : Padding == Padding.Valid ? "" : $" pad {LayerText.Format(Padding.Height, Padding.Width)}";

    internal static ConvolutionDefinition Parse(LayerText text)
    {
        int filters = text.Number("the number of filters");
        (int height, int width) = text.Pair("a kernel such as 3x3");
        ConvolutionDefinition layer = new(filters, height, width);
        if (text.Take("stride"))
        {
            (int y, int x) = text.Pair("a stride such as 2 or 2x1");
            layer = layer with { StrideY = y, StrideX = x };
        }

        if (text.Take("same"))
        {
            layer = layer with { Padding = Padding.Same };
        }
        else if (text.Take("pad"))
        {
            (int y, int x) = text.Pair("a padding such as 1 or 1x2");
            layer = layer with { Padding = Padding.Of(y, x) };
        }
        else
        {
            text.Take("valid");
        }

        return layer with { Relu = text.Take("relu") };
    }

    internal ConvolutionGeometry Geometry(Shape input)
    {
        (int top, int bottom) = Padding.Along(input.Height, KernelHeight, StrideY, Padding.Height);
        (int left, int right) = Padding.Along(input.Width, KernelWidth, StrideX, Padding.Width);
        return new()
        {
            InputHeight = input.Height,
            InputWidth = input.Width,
            InputChannels = input.Channels,
            OutputChannels = Filters,
            KernelHeight = KernelHeight,
            KernelWidth = KernelWidth,
            StrideY = StrideY,
            StrideX = StrideX,
            PadTop = top,
            PadBottom = bottom,
            PadLeft = left,
            PadRight = right,
        };
    }

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(Filters is >= 1 and <= 4096, "filters must be 1 to 4096");
        NetworkDefinitionException.Require(
            KernelHeight is >= 1 and <= 64 && KernelWidth is >= 1 and <= 64, "kernel sides must be 1 to 64");
        NetworkDefinitionException.Require(StrideY is >= 1 and <= 64 && StrideX is >= 1 and <= 64, "strides must be 1 to 64");
        NetworkDefinitionException.Require(
            Padding.Height < KernelHeight && Padding.Width < KernelWidth, "padding must be smaller than the kernel");
        ConvolutionGeometry geometry = Geometry(input);
        NetworkDefinitionException.Require(
            geometry.PaddedHeight >= KernelHeight && geometry.PaddedWidth >= KernelWidth,
            $"the kernel is larger than its input of {input}");
        return new(geometry.OutputHeight, geometry.OutputWidth, Filters);
    }

    internal override long ParametersFor(Shape input) => ((long)KernelHeight * KernelWidth * input.Channels * Filters) + Filters;

    internal override Layer CreateLayer<TSimd>(LayerContext context)
    {
        PoolGeometry? pool = Relu ? (context.Next as MaxPoolDefinition)?.Geometry(context.OutputShape) : null;
        return new ConvolutionLayer<TSimd>(context, Geometry(context.Input.Shape), Relu, pool is { IsHalving: true } ? pool : null);
    }
}

/// <summary>A convolution in training, which works image by image both forward and backward.</summary>
internal sealed unsafe class ConvolutionLayer<TSimd> : Layer
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly Parameter _weights;
    private readonly Parameter _biases;
    private readonly PieceGradients _gradients;
    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _backwardPanels;
    private readonly AlignedBuffer _rotated;
    private readonly bool _relu;
    private readonly PoolGeometry? _pool;
    private LayerBuffer? _pooled;

    /// <param name="context">What every layer is created from.</param>
    /// <param name="geometry">The sizes.</param>
    /// <param name="relu">Whether negative results become 0.</param>
    /// <param name="pool">
    /// The 2×2 pooling right behind a rectified convolution; null if there is none. The backward pass then starts from the
    /// gradient behind the pooling, and the gradient in front of it is never written and takes no memory.
    /// </param>
    public ConvolutionLayer(LayerContext context, ConvolutionGeometry geometry, bool relu, PoolGeometry? pool)
        : base(context, hasGradient: pool is null)
    {
        _geometry = geometry;
        _relu = relu;
        _pool = pool;
        _weights = context.AddParameter("conv.weight", geometry.Depth * geometry.OutputChannels);
        _biases = context.AddParameter("conv.bias", geometry.OutputChannels);
        _gradients = new(context.Pieces, _weights, _biases);
        _panels = new(ConvolutionForward.PackedSize<TSimd>(geometry));
        _backwardPanels = new(Input.Gradients is null ? 0 : ConvolutionInputGradient.PackedSize<TSimd>(geometry));
        _rotated = new(Input.Gradients is null || geometry.Scatters ? 0 : _weights.Length);
    }

    public override int ScratchSize => _geometry.PaddedSize + Math.Max(
        ConvolutionForward.ScratchSize(_geometry),
        (Group * _geometry.SpreadSize)
        + Math.Max(ConvolutionInputGradient.ScratchSize(_geometry), _geometry.Scatters ? Group * _geometry.ColumnsSize : 0));

    public override IEnumerable<Action> Preparations => Input.Gradients is null ? [Pack] : [Pack, PackBackward];

    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => [new(BackwardPiece)];

    public override IEnumerable<Action<int>> Reductions => _gradients.Sums<TSimd>();

    /// <summary>Images whose weight gradients are summed together: as many as have about a hundred output pixels.</summary>
    private int Group => _geometry.Scatters ? Math.Max(1, 128 / _geometry.OutputPixels) : 1;

    public override void Initialize(WeightInitialization initialization, SeededRandom random)
    {
        int outputs = _geometry.Depth / _geometry.InputChannels * _geometry.OutputChannels;
        initialization.Draw(_weights, _biases, _geometry.Depth, outputs, rectified: true, random);
    }

    public override void SetNext(Layer next) => _pooled = _pool is null ? null : next.Output;

    public override TrainedLayer ToTrained() =>
        new TrainedConvolution(_geometry, _weights.Span.ToArray(), _biases.Span.ToArray(), _relu);

    private void Pack() => ConvolutionForward.Pack<TSimd>(_geometry, _weights.Values, _panels.Pointer);

    private void PackBackward() =>
        ConvolutionInputGradient.Pack<TSimd>(_geometry, _weights.Values, _backwardPanels.Pointer, _rotated.Pointer);

    private void ForwardPiece(in Work work)
    {
        if (_geometry.IsPadded)
        {
            new Span<float>(work.Scratch, _geometry.PaddedSize).Clear();
        }

        for (int image = work.First; image < work.First + work.Count; image++)
        {
            float* padded = Padded(image, work.Scratch);
            ConvolutionForward.Compute<TSimd>(
                _geometry, padded, _panels.Pointer, _biases.Values, _relu, Output.ValueOf(image), work.Scratch + _geometry.PaddedSize);
        }
    }

    private void BackwardPiece(in Work work)
    {
        float* spread = work.Scratch;
        float* padding = spread + ((nint)Group * _geometry.SpreadSize);
        float* columns = padding + _geometry.PaddedSize;
        float* weightGradient = _gradients.Of(work.Item, _weights);
        float* biasGradient = _gradients.Of(work.Item, _biases);
        new Span<float>(spread, (Group * _geometry.SpreadSize) + _geometry.PaddedSize).Clear();
        new Span<float>(biasGradient, _geometry.OutputChannels).Clear();
        for (int done = 0; done < work.Count; done += Group)
        {
            int first = work.First + done;
            int count = Math.Min(Group, work.Count - done);
            for (int i = 0; i < count; i++)
            {
                Spread(first + i, spread + ((nint)i * _geometry.SpreadSize), biasGradient);
            }

            AddWeightGradient(first, count, spread, padding, columns, done > 0, weightGradient);
            for (int i = 0; i < count && Input.Gradients is not null; i++)
            {
                ConvolutionInputGradient.Compute<TSimd>(
                    _geometry, spread + ((nint)i * _geometry.SpreadSize), _backwardPanels.Pointer, Input.GradientOf(first + i), columns);
            }
        }
    }

    private void AddWeightGradient(
        int first, int count, float* spread, float* padding, float* columns, bool accumulate, float* weightGradient)
    {
        if (!_geometry.Scatters)
        {
            Convolution.WeightGradient<TSimd>(_geometry, Padded(first, padding), spread, accumulate, weightGradient);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Convolution.Columns(_geometry, Padded(first + i, padding), columns + ((nint)i * _geometry.ColumnsSize));
        }

        Convolution.WeightGradientOfColumns<TSimd>(_geometry, count * _geometry.OutputPixels, columns, spread, accumulate, weightGradient);
    }

    private void Spread(int image, float* spread, float* biasGradient)
    {
        if (_pooled is not null)
        {
            Convolution.SpreadThroughPool<TSimd>(
                _geometry, _pool!, _pooled.GradientOf(image), Output.ValueOf(image), spread, biasGradient);
            return;
        }

        float* output = _relu ? Output.ValueOf(image) : null;
        Convolution.Spread<TSimd>(_geometry, Output.GradientOf(image), output, spread, biasGradient);
    }

    private float* Padded(int image, float* scratch)
    {
        if (!_geometry.IsPadded)
        {
            return Input.ValueOf(image);
        }

        Convolution.Pad(_geometry, Input.ValueOf(image), scratch);
        return scratch;
    }
}

/// <summary>A trained convolution.</summary>
/// <param name="Geometry">The sizes.</param>
/// <param name="Weights">Kernel row × kernel column × input channel × output channel.</param>
/// <param name="Biases">One for each output channel.</param>
/// <param name="Relu">Whether negative results become 0.</param>
internal sealed record TrainedConvolution(ConvolutionGeometry Geometry, float[] Weights, float[] Biases, bool Relu) : TrainedLayer
{
    public override Shape Input => new(Geometry.InputHeight, Geometry.InputWidth, Geometry.InputChannels);

    public override Shape Output => new(Geometry.OutputHeight, Geometry.OutputWidth, Geometry.OutputChannels);

    public override long ParameterCount => Weights.Length + Biases.Length;

    public override string ToText()
    {
        ConvolutionDefinition definition = new(Geometry.OutputChannels, Geometry.KernelHeight, Geometry.KernelWidth)
        {
            StrideY = Geometry.StrideY,
            StrideX = Geometry.StrideX,
            Padding = Geometry.PadTop == Geometry.PadBottom && Geometry.PadLeft == Geometry.PadRight
                ? Padding.Of(Geometry.PadTop, Geometry.PadLeft)
                : Padding.Same,
        };
        string relu = Relu ? " relu" : "";

        // An imported convolution may be padded in a way that a definition can't express: then each side is written.
        return definition.Padding.IsOf(Geometry)
            ? $"{definition}{relu}"
            : FormattableString.Invariant(
                $"{definition with { Padding = Padding.Valid }} pad {Geometry.PadTop},{Geometry.PadLeft},{Geometry.PadBottom},{Geometry.PadRight}{relu}");
    }

    public override TrainedLayer WithHalfWeights() => this with { Weights = Rounded(Weights) };

    public override TrainedLayer? MergeWith(TrainedLayer next) => next switch
    {
        TrainedScale scale when !Relu && scale.Shape == Output =>
            this with { Weights = scale.ScaleWeights(Weights), Biases = scale.ScaleBiases(Biases), Relu = scale.Relu },
        TrainedRelu => this with { Relu = true },
        _ => null,
    };

    public override InferenceStep Compile<TSimd>() => new ConvolutionStep<TSimd>(this);
}

/// <summary>Predicts with a convolution, whose weights it packs once.</summary>
internal sealed unsafe class ConvolutionStep<TSimd> : InferenceStep
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _biases;
    private readonly bool _relu;

    public ConvolutionStep(TrainedConvolution layer)
        : base(layer.Input, layer.Output)
    {
        _geometry = layer.Geometry;
        _relu = layer.Relu;
        _panels = new(ConvolutionForward.PackedSize<TSimd>(_geometry));
        _biases = new(_geometry.OutputChannels);
        layer.Biases.CopyTo(_biases.Span);
        fixed (float* weights = layer.Weights)
        {
            ConvolutionForward.Pack<TSimd>(_geometry, weights, _panels.Pointer);
        }
    }

    public override int ScratchSize => PaddedSize + ConvolutionForward.ScratchSize(_geometry);

    private int PaddedSize => _geometry.IsPadded ? _geometry.PaddedSize : 0;

    public override void Run(int images, float* input, float* output, float* scratch)
    {
        new Span<float>(scratch, PaddedSize).Clear();
        for (int image = 0; image < images; image++)
        {
            float* padded = input;
            if (_geometry.IsPadded)
            {
                Convolution.Pad(_geometry, input, scratch);
                padded = scratch;
            }

            ConvolutionForward.Compute<TSimd>(
                _geometry, padded, _panels.Pointer, _biases.Pointer, _relu, output, scratch + PaddedSize);
            input += _geometry.InputSize;
            output += _geometry.OutputSize;
        }
    }
}
