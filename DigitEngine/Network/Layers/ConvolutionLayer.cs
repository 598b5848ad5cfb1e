using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A convolution while it is trained, image by image, forward and backward.</summary>
internal sealed unsafe class ConvolutionLayer<TSimd> : Layer
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly Parameter _weights;
    private readonly Parameter _biases;
    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _backwardPanels;
    private readonly AlignedBuffer _turned;
    private readonly bool _relu;
    private PoolGeometry? _pool;
    private LayerBuffer? _pooled;

    public ConvolutionLayer(
        ConvolutionGeometry geometry, bool relu, LayerBuffer input, LayerBuffer output, ParameterStore store, string name, int pieces)
        : base(input, output)
    {
        _geometry = geometry;
        _relu = relu;
        _weights = store.Add(name + ".weight", geometry.Depth * geometry.OutputChannels);
        _biases = store.Add(name + ".bias", geometry.OutputChannels);
        _panels = new(ConvolutionForward.PackedSize<TSimd>(geometry));
        _backwardPanels = new(input.Gradients is null ? 0 : ConvolutionInputGradient.PackedSize<TSimd>(geometry));
        _turned = new(input.Gradients is null || geometry.Scatters ? 0 : _weights.Length);
        PieceGradients = new(pieces, _weights, _biases);
    }

    public override int ScratchSize => _geometry.PaddedSize + Math.Max(
        ConvolutionForward.ScratchSize(_geometry),
        (Group * _geometry.SpreadSize)
        + Math.Max(ConvolutionInputGradient.ScratchSize(_geometry), _geometry.Scatters ? Group * _geometry.ColumnsSize : 0));

    public override PieceGradients PieceGradients { get; }

    public override IEnumerable<Action> Preparations => Input.Gradients is null ? [Pack] : [Pack, PackBackward];

    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => [new(BackwardPiece)];

    /// <summary>Images whose weight gradient is summed in one go: as many as have about a hundred output pixels.</summary>
    private int Group => _geometry.Scatters ? Math.Max(1, 128 / _geometry.OutputPixels) : 1;

    public override void Initialize(WeightInitialization initialization, SeededRandom random)
    {
        int outputs = _geometry.Depth / _geometry.InputChannels * _geometry.OutputChannels;
        DrawUniform(initialization, _weights, _biases, _geometry.Depth, outputs, rectified: true, random);
    }

    public override void TakeGradientThrough(PoolGeometry pool, LayerBuffer pooled)
    {
        _pool = pool;
        _pooled = pooled;
    }

    public override TrainedLayer ToTrained() =>
        new TrainedConvolution(_geometry, _weights.Span.ToArray(), _biases.Span.ToArray(), _relu);

    private void Pack() => ConvolutionForward.Pack<TSimd>(_geometry, _weights.Values, _panels.Pointer);

    private void PackBackward() =>
        ConvolutionInputGradient.Pack<TSimd>(_geometry, _weights.Values, _backwardPanels.Pointer, _turned.Pointer);

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
        float* weightGradient = PieceGradients.Of(work.Item, _weights);
        float* biasGradient = PieceGradients.Of(work.Item, _biases);
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
