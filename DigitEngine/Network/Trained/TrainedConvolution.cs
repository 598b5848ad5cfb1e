using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>A trained convolution.</summary>
/// <param name="Geometry">The sizes.</param>
/// <param name="Weights">Kernel row, kernel column, input channel, output channel.</param>
/// <param name="Biases">One for each output channel.</param>
/// <param name="Relu">Whether negative results become 0.</param>
internal sealed record TrainedConvolution(ConvolutionGeometry Geometry, float[] Weights, float[] Biases, bool Relu) : TrainedLayer
{
    public override Shape Input => new(Geometry.InputHeight, Geometry.InputWidth, Geometry.InputChannels);

    public override Shape Output => new(Geometry.OutputHeight, Geometry.OutputWidth, Geometry.OutputChannels);

    public override long ParameterCount => Weights.Length + Biases.Length;

    public override TrainedLayer WithHalfWeights() => this with { Weights = Rounded(Weights) };

    public override InferenceStep Compile<TSimd>() => new ConvolutionStep<TSimd>(this);
}
