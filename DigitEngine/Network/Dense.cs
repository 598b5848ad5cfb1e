using System.Globalization;
using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A dense (fully connected) layer with a bias for each unit. Text: <c>dense 64 relu</c>.</summary>
/// <param name="Units">Outputs, at least 1.</param>
public sealed record DenseDefinition(int Units) : LayerDefinition
{
    /// <summary>Whether negative results become 0.</summary>
    public bool Relu { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"dense {Units}{(Relu ? " relu" : "")}");

    internal static DenseDefinition Parse(LayerText text) =>
        new(text.Number("the number of units")) { Relu = text.Take("relu") };

    internal override Shape OutputFor(Shape input)
    {
        NetworkDefinitionException.Require(Units is >= 1 and <= 65536, "units must be 1 to 65536");
        NetworkDefinitionException.Require(
            input.Height == 1 && input.Width == 1, $"a dense layer needs a vector, not {input}: put flatten before it");
        return new(1, 1, Units);
    }

    internal override long ParametersFor(Shape input) => ((long)input.Size * Units) + Units;

    internal override Layer CreateLayer<TSimd>(LayerContext context) => new DenseLayer<TSimd>(context, Relu);
}

/// <summary>A dense layer in training: three matrix products over the whole batch.</summary>
internal sealed unsafe class DenseLayer<TSimd> : Layer
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _batchSize;
    private readonly bool _relu;
    private readonly Parameter _weights;
    private readonly Parameter _biases;

    public DenseLayer(LayerContext context, bool relu)
        : base(context)
    {
        _relu = relu;
        _batchSize = context.BatchSize;
        _inputs = Input.Shape.Size;
        _outputs = Output.Shape.Size;
        _weights = context.AddParameter("dense.weight", checked(_inputs * _outputs));
        _biases = context.AddParameter("dense.bias", _outputs);
    }

    public override int ScratchSize => DenseLayerKernel.ScratchSize(_batchSize);

    public override IEnumerable<Stage> Forward => [new(ForwardItem, _ => DenseLayerKernel.ForwardItems<TSimd>(_outputs))];

    public override IEnumerable<Stage> Backward =>
        _relu ? [new(RectifyPiece), new(BackwardItem, _ => BackwardItems)] : [new(BackwardItem, _ => BackwardItems)];

    private int WeightItems => DenseLayerKernel.WeightGradientItems(_inputs);

    private int InputItems => Input.Gradients is null ? 0 : DenseLayerKernel.InputGradientItems<TSimd>(_inputs);

    private int BackwardItems => WeightItems + InputItems + 1;

    public override void Initialize(WeightInitialization initialization, SeededRandom random) =>
        initialization.Draw(_weights, _biases, _inputs, _outputs, _relu, random);

    public override TrainedLayer ToTrained() =>
        new TrainedDense(Input.Shape, _outputs, _weights.Span.ToArray(), _biases.Span.ToArray(), _relu);

    private void ForwardItem(in Work work) => DenseLayerKernel.Forward<TSimd>(
        work.Item, work.Batch.Count, _inputs, _outputs, Input.ValueOf(0), _weights.Values, _biases.Values, _relu, Output.ValueOf(0), work.Scratch);

    private void RectifyPiece(in Work work)
    {
        float* gradient = Output.GradientOf(work.First);
        Elementwise.ReluGradient<TSimd>(Output.ValueOf(work.First), gradient, gradient, work.Count * _outputs);
    }

    private void BackwardItem(in Work work)
    {
        int item = work.Item;
        int batch = work.Batch.Count;
        float* gradient = Output.GradientOf(0);
        if (item < WeightItems)
        {
            DenseLayerKernel.WeightGradient<TSimd>(
                item, batch, _inputs, _outputs, Input.ValueOf(0), gradient, _weights.Gradients, work.Scratch);
        }
        else if (item < WeightItems + InputItems)
        {
            DenseLayerKernel.InputGradient<TSimd>(
                item - WeightItems, batch, _inputs, _outputs, gradient, _weights.Values, Input.GradientOf(0), work.Scratch);
        }
        else
        {
            DenseLayerKernel.BiasGradient<TSimd>(batch, _outputs, gradient, _biases.Gradients);
        }
    }
}

/// <summary>A trained dense layer together with the flattening before it.</summary>
/// <param name="Source">The shape of the input, which is read as a vector.</param>
/// <param name="Units">Outputs.</param>
/// <param name="Weights">Inputs × outputs. Inputs that are or were an image come in the order rows, columns, channels.</param>
/// <param name="Biases">One for each output.</param>
/// <param name="Relu">Whether negative results become 0.</param>
internal sealed record TrainedDense(Shape Source, int Units, float[] Weights, float[] Biases, bool Relu) : TrainedLayer
{
    public override Shape Input => Source;

    public override Shape Output => new(1, 1, Units);

    public override long ParameterCount => Weights.Length + Biases.Length;

    public override string ToText() => new DenseDefinition(Units) { Relu = Relu }.ToString();

    public override TrainedLayer WithHalfWeights() => this with { Weights = Rounded(Weights) };

    public override TrainedLayer? MergeWith(TrainedLayer next) => next switch
    {
        TrainedScale scale when !Relu =>
            this with { Weights = scale.ScaleWeights(Weights), Biases = scale.ScaleBiases(Biases), Relu = scale.Relu },
        TrainedRelu => this with { Relu = true },
        _ => null,
    };

    public override InferenceStep Compile<TSimd>() => new DenseStep<TSimd>(this);
}

/// <summary>Predicts with a dense layer, whose weights it packs once.</summary>
internal sealed unsafe class DenseStep<TSimd> : InferenceStep
    where TSimd : unmanaged, ISimd<TSimd>
{
    /// <summary>Floats of weights, 4 MB, that are worth a thread of their own: these no longer fit into a core's cache.</summary>
    private const int SharePerThread = 1 << 20;

    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _biases;
    private readonly bool _relu;

    /// <summary>Among how many threads the outputs of one image are divided: reading many weights is what takes time.</summary>
    private readonly int _threads;

    public DenseStep(TrainedDense layer)
        : base(layer.Input, layer.Output)
    {
        int inputs = layer.Input.Size;
        _relu = layer.Relu;
        _panels = new(PackedMatrix.SizeOf<TSimd>(inputs, layer.Units));
        _threads = Math.Clamp(layer.Weights.Length / SharePerThread, 1, Environment.ProcessorCount);
        _biases = new(layer.Units);
        layer.Biases.CopyTo(_biases.Span);
        fixed (float* weights = layer.Weights)
        {
            PackedMatrix.Pack<TSimd>(weights, layer.Units, inputs, layer.Units, _panels.Pointer);
        }
    }

    public override bool PrefersBatches => true;

    public override void Run(int images, float* input, float* output, float* scratch)
    {
        if (images == 1 && _threads > 1)
        {
            Share(input, output);
        }
        else
        {
            DenseLayerKernel.ForwardPacked<TSimd>(images, Input.Size, Output.Size, input, _panels.Pointer, _biases.Pointer, _relu, output);
        }
    }

    /// <summary>One image on several threads, each of which takes some outputs: the same bits for any number of them.</summary>
    private void Share(float* input, float* output)
    {
        int panels = (Output.Size + TileShapes<TSimd>.PanelWidth - 1) / TileShapes<TSimd>.PanelWidth;
        Parallel.For(0, _threads, thread =>
        {
            int first = thread * panels / _threads * TileShapes<TSimd>.PanelWidth;
            int end = Math.Min((thread + 1) * panels / _threads * TileShapes<TSimd>.PanelWidth, Output.Size);
            DenseLayerKernel.ForwardPacked<TSimd>(1, Input.Size, Output.Size, first, end, input, _panels.Pointer, _biases.Pointer, _relu, output);
        });
    }
}
