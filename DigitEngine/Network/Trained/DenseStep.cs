using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Predicts with a dense layer.</summary>
internal sealed unsafe class DenseStep<TSimd> : InferenceStep
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _biases;
    private readonly bool _relu;

    public DenseStep(TrainedDense layer)
        : base(layer.Input, layer.Output)
    {
        int inputs = layer.Input.Size;
        _relu = layer.Relu;
        _panels = new(PackedMatrix.SizeOf<TSimd>(inputs, layer.Units));
        _biases = new(layer.Units);
        layer.Biases.CopyTo(_biases.Span);
        fixed (float* weights = layer.Weights)
        {
            PackedMatrix.Pack<TSimd>(weights, layer.Units, inputs, layer.Units, _panels.Pointer);
        }
    }

    public override bool PrefersBatches => true;

    public override void Run(int images, float* input, float* output, float* scratch) => DenseLayerKernel.ForwardPacked<TSimd>(
        images, Input.Size, Output.Size, input, _panels.Pointer, _biases.Pointer, _relu, output);
}
