using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>A convolution while it is trained, image by image, forward and backward.</summary>
internal sealed unsafe class ConvolutionLayer<TLanes> : Layer
    where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly ConvolutionGeometry geometry;
    private readonly ConvolutionGeometry backward;
    private readonly Parameter weights;
    private readonly Parameter biases;
    private readonly AlignedBuffer panels;
    private readonly AlignedBuffer turned;
    private readonly bool relu;

    public ConvolutionLayer(
        ConvolutionGeometry geometry, bool relu, Activation input, Activation output, ParameterStore store, string name, int pieces)
        : base(input, output)
    {
        this.geometry = geometry;
        this.relu = relu;
        backward = Convolution.Backward(geometry);
        weights = store.Add(name + ".weight", geometry.Depth * geometry.OutputChannels);
        biases = store.Add(name + ".bias", geometry.OutputChannels);
        panels = new(Panels.SizeOf<TLanes>(geometry.Depth, geometry.OutputChannels));
        turned = new(input.Gradients == null ? 0 : Panels.SizeOf<TLanes>(backward.Depth, backward.OutputChannels));
        PieceGradients = new(pieces, weights, biases);
    }

    public override int ScratchSize => geometry.SpreadSize + geometry.PaddedSize;

    public override PieceGradients PieceGradients { get; }

    public override IEnumerable<Action> Preparations => Input.Gradients == null ? [Pack] : [Pack, PackTurned];

    public override IEnumerable<Stage> Forward => [new(ForwardPiece)];

    public override IEnumerable<Stage> Backward => [new(BackwardPiece)];

    public override void Initialize(SeededRandom random) =>
        InitializeUniform(weights.Span, geometry.Depth, rectified: true, ref random);

    public override TrainedLayer ToTrained() =>
        new TrainedConvolution(geometry, weights.Span.ToArray(), biases.Span.ToArray(), relu);

    private void Pack() => Panels.Pack<TLanes>(
        weights.Values, geometry.OutputChannels, geometry.Depth, geometry.OutputChannels, panels.Pointer);

    private void PackTurned() => Convolution.PackTurned<TLanes>(geometry, weights.Values, turned.Pointer);

    private void ForwardPiece(in Work work)
    {
        if (geometry.IsPadded)
        {
            new Span<float>(work.Scratch, geometry.PaddedSize).Clear();
        }

        for (int image = work.First; image < work.First + work.Count; image++)
        {
            float* padded = Padded(image, work.Scratch);
            Convolution.Forward<TLanes>(geometry, padded, panels.Pointer, biases.Values, relu, Output.ValueOf(image));
        }
    }

    private void BackwardPiece(in Work work)
    {
        float* spread = work.Scratch;
        float* scratch = work.Scratch + geometry.SpreadSize;
        float* weightGradient = PieceGradients.Of(work.Item, weights);
        float* biasGradient = PieceGradients.Of(work.Item, biases);
        new Span<float>(work.Scratch, ScratchSize).Clear();
        new Span<float>(biasGradient, geometry.OutputChannels).Clear();
        for (int image = work.First; image < work.First + work.Count; image++)
        {
            float* output = relu ? Output.ValueOf(image) : null;
            Convolution.Spread<TLanes>(geometry, Output.GradientOf(image), output, spread, biasGradient);
            float* padded = Padded(image, scratch);
            Convolution.WeightGradient<TLanes>(geometry, padded, spread, image > work.First, weightGradient);
            if (Input.Gradients != null)
            {
                Convolution.Forward<TLanes>(backward, spread, turned.Pointer, null, false, Input.GradientOf(image));
            }
        }
    }

    private float* Padded(int image, float* scratch)
    {
        if (!geometry.IsPadded)
        {
            return Input.ValueOf(image);
        }

        Convolution.Pad(geometry, Input.ValueOf(image), scratch);
        return scratch;
    }
}
