using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>Predicts with a dense layer.</summary>
internal sealed unsafe class DenseStep<TLanes> : InferenceStep
    where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly AlignedBuffer panels;
    private readonly AlignedBuffer biases;
    private readonly bool relu;

    public DenseStep(TrainedDense layer)
        : base(layer.Input, layer.Output)
    {
        int inputs = layer.Input.Size;
        relu = layer.Relu;
        panels = new(Panels.SizeOf<TLanes>(inputs, layer.Units));
        biases = new(layer.Units);
        layer.Biases.CopyTo(biases.Span);
        fixed (float* weights = layer.Weights)
        {
            Panels.Pack<TLanes>(weights, layer.Units, inputs, layer.Units, panels.Pointer);
        }
    }

    public override bool PrefersBatches => true;

    public override void Run(int images, float* input, float* output, float* scratch) => DenseLayerKernel.ForwardPacked<TLanes>(
        images, Input.Size, Output.Size, input, panels.Pointer, biases.Pointer, relu, output);
}
