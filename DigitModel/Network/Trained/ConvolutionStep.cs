using DigitModel.Kernels;

namespace DigitModel.Network;

/// <summary>Predicts with a convolution.</summary>
internal sealed unsafe class ConvolutionStep<TLanes> : InferenceStep
    where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly ConvolutionGeometry geometry;
    private readonly AlignedBuffer panels;
    private readonly AlignedBuffer biases;
    private readonly bool relu;

    public ConvolutionStep(TrainedConvolution layer)
        : base(layer.Input, layer.Output)
    {
        geometry = layer.Geometry;
        relu = layer.Relu;
        panels = new(Panels.SizeOf<TLanes>(geometry.Depth, geometry.OutputChannels));
        biases = new(geometry.OutputChannels);
        layer.Biases.CopyTo(biases.Span);
        fixed (float* weights = layer.Weights)
        {
            Panels.Pack<TLanes>(weights, geometry.OutputChannels, geometry.Depth, geometry.OutputChannels, panels.Pointer);
        }
    }

    public override int ScratchSize => geometry.IsPadded ? geometry.PaddedSize : 0;

    public override void Run(int images, float* input, float* output, float* scratch)
    {
        new Span<float>(scratch, ScratchSize).Clear();
        for (int image = 0; image < images; image++)
        {
            float* padded = input;
            if (geometry.IsPadded)
            {
                Convolution.Pad(geometry, input, scratch);
                padded = scratch;
            }

            Convolution.Forward<TLanes>(geometry, padded, panels.Pointer, biases.Pointer, relu, output);
            input += geometry.InputSize;
            output += geometry.OutputSize;
        }
    }
}
