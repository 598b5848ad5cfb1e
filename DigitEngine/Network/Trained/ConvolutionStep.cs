using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Predicts with a convolution.</summary>
internal sealed unsafe class ConvolutionStep<TSimd> : InferenceStep
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _biases;
    private readonly bool _relu;

    public ConvolutionStep(TrainedConvolution layer)
        : base(layer.Input, layer.Output)
    {
        _geometry = layer.Geometry;
        _relu = layer.Relu;
        _panels = new(ConvolutionForward.PackedSize<TSimd>(_geometry));
        _biases = new(_geometry.OutputChannels);
        layer.Biases.CopyTo(_biases.Span);
        fixed (float* weights = layer.Weights)
        {
            ConvolutionForward.Pack<TSimd>(_geometry, weights, _panels.Pointer);
        }
    }

    public override int ScratchSize => PaddedSize + ConvolutionForward.ScratchSize(_geometry);

    private int PaddedSize => _geometry.IsPadded ? _geometry.PaddedSize : 0;

    public override void Run(int images, float* input, float* output, float* scratch)
    {
        new Span<float>(scratch, PaddedSize).Clear();
        for (int image = 0; image < images; image++)
        {
            float* padded = input;
            if (_geometry.IsPadded)
            {
                Convolution.Pad(_geometry, input, scratch);
                padded = scratch;
            }

            ConvolutionForward.Compute<TSimd>(
                _geometry, padded, _panels.Pointer, _biases.Pointer, _relu, output, scratch + PaddedSize);
            input += _geometry.InputSize;
            output += _geometry.OutputSize;
        }
    }
}
