using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>A convolution while it is trained, image by image, forward and backward.</summary>
internal sealed unsafe class ConvolutionLayer<TLanes> : Layer
    where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly Parameter _weights;
    private readonly Parameter _biases;
    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _backwardPanels;
    private readonly bool _relu;

    public ConvolutionLayer(
        ConvolutionGeometry geometry, bool relu, Activation input, Activation output, ParameterStore store, string name, int pieces)
        : base(input, output)
    {
        _geometry = geometry;
        _relu = relu;
        _weights = store.Add(name + ".weight", geometry.Depth * geometry.OutputChannels);
        _biases = store.Add(name + ".bias", geometry.OutputChannels);
        _panels = new(Panels.SizeOf<TLanes>(geometry.Depth, geometry.OutputChannels));
        _backwardPanels = new(input.Gradients == null ? 0 : ConvolutionInputGradient.PanelsSize<TLanes>(geometry));
        PieceGradients = new(pieces, _weights, _biases);
    }

    public override int ScratchSize =>
        _geometry.SpreadSize + _geometry.PaddedSize + ConvolutionInputGradient.ScratchSize(_geometry);

    public override PieceGradients PieceGradients { get; }

    public override IEnumerable<Action> Preparations => Input.Gradients == null ? [Pack] : [Pack, PackBackward];

    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => [new(BackwardPiece)];

    public override void Initialize(WeightInitialization initialization, SeededRandom random)
    {
        int outputs = _geometry.Depth / _geometry.InputChannels * _geometry.OutputChannels;
        DrawUniform(initialization, _weights, _biases, _geometry.Depth, outputs, rectified: true, random);
    }

    public override TrainedLayer ToTrained() =>
        new TrainedConvolution(_geometry, _weights.Span.ToArray(), _biases.Span.ToArray(), _relu);

    private void Pack() => Panels.Pack<TLanes>(
        _weights.Values, _geometry.OutputChannels, _geometry.Depth, _geometry.OutputChannels, _panels.Pointer);

    private void PackBackward() => ConvolutionInputGradient.Pack<TLanes>(_geometry, _weights.Values, _backwardPanels.Pointer);

    private void ForwardPiece(in Work work)
    {
        if (_geometry.IsPadded)
        {
            new Span<float>(work.Scratch, _geometry.PaddedSize).Clear();
        }

        for (int image = work.First; image < work.First + work.Count; image++)
        {
            float* padded = Padded(image, work.Scratch);
            Convolution.Forward<TLanes>(_geometry, padded, _panels.Pointer, _biases.Values, _relu, Output.ValueOf(image));
        }
    }

    private void BackwardPiece(in Work work)
    {
        float* spread = work.Scratch;
        float* scratch = work.Scratch + _geometry.SpreadSize;
        float* columns = scratch + _geometry.PaddedSize;
        float* weightGradient = PieceGradients.Of(work.Item, _weights);
        float* biasGradient = PieceGradients.Of(work.Item, _biases);
        new Span<float>(work.Scratch, _geometry.SpreadSize + _geometry.PaddedSize).Clear();
        new Span<float>(biasGradient, _geometry.OutputChannels).Clear();
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            float* output = _relu ? Output.ValueOf(image) : null;
            Convolution.Spread<TLanes>(_geometry, Output.GradientOf(image), output, spread, biasGradient);
            float* padded = Padded(image, scratch);
            Convolution.WeightGradient<TLanes>(_geometry, padded, spread, image > work.First, weightGradient);
            if (Input.Gradients != null)
            {
                ConvolutionInputGradient.Compute<TLanes>(
                    _geometry, spread, _backwardPanels.Pointer, Input.GradientOf(image), columns);
            }
        }
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
