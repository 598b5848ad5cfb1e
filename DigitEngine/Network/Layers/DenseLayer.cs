using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A dense layer while it is trained: three matrix products over the whole batch.</summary>
internal sealed unsafe class DenseLayer<TSimd> : Layer
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _batchSize;
    private readonly bool _relu;
    private readonly Parameter _weights;
    private readonly Parameter _biases;

    public DenseLayer(bool relu, LayerBuffer input, LayerBuffer output, ParameterStore store, string name, int batchSize)
        : base(input, output)
    {
        _relu = relu;
        _batchSize = batchSize;
        _inputs = input.Shape.Size;
        _outputs = output.Shape.Size;
        _weights = store.Add(name + ".weight", checked(_inputs * _outputs));
        _biases = store.Add(name + ".bias", _outputs);
    }

    public override int ScratchSize => DenseLayerKernel.ScratchSize(_batchSize);

    public override IEnumerable<Stage> Forward => [new(ForwardItem, _ => DenseLayerKernel.ForwardItems<TSimd>(_outputs))];

    public override IEnumerable<Stage> Backward =>
        _relu ? [new(RectifyPiece), new(BackwardItem, _ => BackwardItems)] : [new(BackwardItem, _ => BackwardItems)];

    private int WeightItems => DenseLayerKernel.WeightGradientItems(_inputs);

    private int InputItems => Input.Gradients is null ? 0 : DenseLayerKernel.InputGradientItems<TSimd>(_inputs);

    private int BackwardItems => WeightItems + InputItems + 1;

    public override void Initialize(WeightInitialization initialization, SeededRandom random) =>
        DrawUniform(initialization, _weights, _biases, _inputs, _outputs, _relu, random);

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
