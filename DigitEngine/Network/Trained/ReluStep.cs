using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Predicts with a rectifier on its own.</summary>
internal sealed unsafe class ReluStep<TSimd>(Shape shape) : InferenceStep(shape, shape)
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override void Run(int images, float* input, float* output, float* scratch) =>
        Elementwise.Relu<TSimd>(input, output, images * Input.Size);
}
