using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Predicts with a max-pooling.</summary>
internal sealed unsafe class MaxPoolStep<TSimd>(TrainedMaxPool layer) : InferenceStep(layer.Input, layer.Output)
    where TSimd : unmanaged, ISimd<TSimd>
{
    public override void Run(int images, float* input, float* output, float* scratch)
    {
        for (int image = 0; image < images; image++)
        {
            MaxPool.Forward<TSimd>(layer.Geometry, input, output);
            input += Input.Size;
            output += Output.Size;
        }
    }
}
