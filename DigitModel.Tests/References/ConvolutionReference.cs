using DigitEngine.Kernels;

namespace MlNetDigits.Tests.References;

/// <summary>
/// The convolution as a textbook has it: every product of an input value, a weight and an output value, one after the
/// other. The three passes differ only in which of the three receives the product of the other two.
/// </summary>
internal static class ConvolutionReference
{
    public static BoundedSum[] Forward(ConvolutionGeometry g, ReadOnlySpan<float> image, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        BoundedSum[] output = new BoundedSum[g.OutputSize];
        for (int i = 0; i < output.Length && bias.Length > 0; i++)
        {
            output[i] = output[i].Plus(bias[i % g.OutputChannels]);
        }

        foreach ((int input, int weight, int result) in Products(g))
        {
            output[result] = output[result].Plus((double)image[input] * weights[weight]);
        }

        return output;
    }

    public static BoundedSum[] InputGradient(ConvolutionGeometry g, ReadOnlySpan<float> gradient, ReadOnlySpan<float> weights)
    {
        BoundedSum[] inputGradient = new BoundedSum[g.InputSize];
        foreach ((int input, int weight, int result) in Products(g))
        {
            inputGradient[input] = inputGradient[input].Plus((double)gradient[result] * weights[weight]);
        }

        return inputGradient;
    }

    public static BoundedSum[] WeightGradient(ConvolutionGeometry g, ReadOnlySpan<float> image, ReadOnlySpan<float> gradient)
    {
        BoundedSum[] weightGradient = new BoundedSum[g.Depth * g.OutputChannels];
        foreach ((int input, int weight, int result) in Products(g))
        {
            weightGradient[weight] = weightGradient[weight].Plus((double)image[input] * gradient[result]);
        }

        return weightGradient;
    }

    /// <summary>The places of the input value, the weight and the output value of every product; padding gives none.</summary>
    public static IEnumerable<(int Input, int Weight, int Output)> Products(ConvolutionGeometry g)
    {
        for (int y = 0; y < g.OutputHeight; y++)
        {
            for (int x = 0; x < g.OutputWidth; x++)
            {
                for (int i = 0; i < g.KernelHeight; i++)
                {
                    for (int j = 0; j < g.KernelWidth; j++)
                    {
                        int row = (y * g.StrideY) + i - g.PadTop;
                        int column = (x * g.StrideX) + j - g.PadLeft;
                        if (row < 0 || row >= g.InputHeight || column < 0 || column >= g.InputWidth)
                        {
                            continue;
                        }

                        for (int c = 0; c < g.InputChannels; c++)
                        {
                            int input = (((row * g.InputWidth) + column) * g.InputChannels) + c;
                            int weight = ((((i * g.KernelWidth) + j) * g.InputChannels) + c) * g.OutputChannels;
                            int output = ((y * g.OutputWidth) + x) * g.OutputChannels;
                            for (int o = 0; o < g.OutputChannels; o++)
                            {
                                yield return (input, weight + o, output + o);
                            }
                        }
                    }
                }
            }
        }
    }
}
