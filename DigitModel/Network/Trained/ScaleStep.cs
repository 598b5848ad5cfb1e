using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>Predicts with a batch normalisation that stands alone.</summary>
internal sealed unsafe class ScaleStep<TLanes> : InferenceStep
    where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly AlignedBuffer factors;
    private readonly AlignedBuffer addends;
    private readonly bool relu;

    public ScaleStep(TrainedScale layer)
        : base(layer.Input, layer.Output)
    {
        relu = layer.Relu;
        factors = new(layer.Factors.Length);
        addends = new(layer.Addends.Length);
        layer.Factors.CopyTo(factors.Span);
        layer.Addends.CopyTo(addends.Span);
    }

    public override void Run(int images, float* input, float* output, float* scratch) => BatchNorm.Apply<TLanes>(
        images * Input.Height * Input.Width, Input.Channels, input, factors.Pointer, addends.Pointer, relu, output);
}
