using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Predicts with a rectifier on its own.</summary>
internal sealed unsafe class ReluStep<TLanes>(Shape shape) : InferenceStep(shape, shape)
    where TLanes : unmanaged, ILanes<TLanes>
{
    public override void Run(int images, float* input, float* output, float* scratch) =>
        Elementwise.Relu<TLanes>(input, output, images * Input.Size);
}
