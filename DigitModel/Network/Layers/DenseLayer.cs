using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>A dense layer while it is trained: three matrix products over the whole batch.</summary>
internal sealed unsafe class DenseLayer<TLanes> : Layer
    where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly int inputs;
    private readonly int outputs;
    private readonly int batchSize;
    private readonly bool relu;
    private readonly Parameter weights;
    private readonly Parameter biases;

    public DenseLayer(bool relu, Activation input, Activation output, ParameterStore store, string name, int batchSize)
        : base(input, output)
    {
        this.relu = relu;
        this.batchSize = batchSize;
        inputs = input.Shape.Size;
        outputs = output.Shape.Size;
        weights = store.Add(name + ".weight", checked(inputs * outputs));
        biases = store.Add(name + ".bias", outputs);
    }

    public override int ScratchSize => DenseLayerKernel.ScratchSize(batchSize);

    public override IEnumerable<Stage> Forward => [new(ForwardItem, _ => DenseLayerKernel.ForwardItems<TLanes>(outputs))];

    public override IEnumerable<Stage> Backward =>
        relu ? [new(RectifyPiece), new(BackwardItem, _ => BackwardItems)] : [new(BackwardItem, _ => BackwardItems)];

    private int WeightItems => DenseLayerKernel.WeightGradientItems(inputs);

    private int InputItems => Input.Gradients == null ? 0 : DenseLayerKernel.InputGradientItems<TLanes>(inputs);

    private int BackwardItems => WeightItems + InputItems + 1;

    public override void Initialize(SeededRandom random) => InitializeUniform(weights.Span, inputs, relu, ref random);

    public override TrainedLayer ToTrained() =>
        new TrainedDense(Input.Shape, outputs, weights.Span.ToArray(), biases.Span.ToArray(), relu);

    private void ForwardItem(in Work work) => DenseLayerKernel.Forward<TLanes>(
        work.Item, work.Batch.Count, inputs, outputs, Input.ValueOf(0), weights.Values, biases.Values, relu, Output.ValueOf(0), work.Scratch);

    private void RectifyPiece(in Work work)
    {
        float* gradient = Output.GradientOf(work.First);
        Elementwise.ReluGradient<TLanes>(Output.ValueOf(work.First), gradient, gradient, work.Count * outputs);
    }

    private void BackwardItem(in Work work)
    {
        int item = work.Item;
        int batch = work.Batch.Count;
        float* gradient = Output.GradientOf(0);
        if (item < WeightItems)
        {
            DenseLayerKernel.WeightGradient<TLanes>(
                item, batch, inputs, outputs, Input.ValueOf(0), gradient, weights.Gradients, work.Scratch);
        }
        else if (item < WeightItems + InputItems)
        {
            DenseLayerKernel.InputGradient<TLanes>(
                item - WeightItems, batch, inputs, outputs, gradient, weights.Values, Input.GradientOf(0), work.Scratch);
        }
        else
        {
            DenseLayerKernel.BiasGradient<TLanes>(batch, outputs, gradient, biases.Gradients);
        }
    }
}
