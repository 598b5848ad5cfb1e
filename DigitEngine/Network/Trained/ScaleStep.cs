using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Predicts with a batch normalisation that stands alone.</summary>
internal sealed unsafe class ScaleStep<TSimd> : InferenceStep
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly AlignedBuffer _factors;
    private readonly AlignedBuffer _addends;
    private readonly bool _relu;

    public ScaleStep(TrainedScale layer)
        : base(layer.Input, layer.Output)
    {
        _relu = layer.Relu;
        _factors = new(layer.Factors.Length);
        _addends = new(layer.Addends.Length);
        layer.Factors.CopyTo(_factors.Span);
        layer.Addends.CopyTo(_addends.Span);
    }

    public override void Run(int images, float* input, float* output, float* scratch) => BatchNorm.Apply<TSimd>(
        images * Input.Height * Input.Width, Input.Channels, input, _factors.Pointer, _addends.Pointer, _relu, output);
}
