using DigitEngine.Kernels;

namespace MlNetDigits.Tests.References;

/// <summary>
/// How far Winograd's F(2×2, 3×3) in <c>float</c> may be from the convolution it computes: the same transforms of absolute
/// values bound every sum on the way. A result passes at most 2 roundings of its inputs' transform, 4 of the weights', one
/// for each channel's product, and 5 of the transform back and the bias.
/// </summary>
internal static class WinogradReference
{
    private static readonly double[,] Input = { { 1, 0, 1, 0 }, { 0, 1, 1, 0 }, { 0, 1, 1, 0 }, { 0, 1, 0, 1 } };
    private static readonly double[,] Weights = { { 1, 0, 0 }, { .5, .5, .5 }, { .5, .5, .5 }, { 0, 0, 1 } };
    private static readonly double[,] Output = { { 1, 1, 1, 0 }, { 0, 1, 1, 1 } };

    /// <summary>The textbook's values with Winograd's bound.</summary>
    public static BoundedSum[] Forward(ConvolutionGeometry g, ReadOnlySpan<float> image, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        BoundedSum[] sums = ConvolutionReference.Forward(g, image, weights, bias);
        for (int y = 0; y < g.OutputHeight; y += 2)
        {
            for (int x = 0; x < g.OutputWidth; x += 2)
            {
                for (int o = 0; o < g.OutputChannels; o++)
                {
                    double[,] products = Products(g, image, weights, y, x, o);
                    double[,] magnitudes = Multiply(Multiply(Output, products), Transposed(Output));
                    for (int i = 0; i < 2 && y + i < g.OutputHeight; i++)
                    {
                        for (int j = 0; j < 2 && x + j < g.OutputWidth; j++)
                        {
                            ref BoundedSum sum = ref sums[((((y + i) * g.OutputWidth) + x + j) * g.OutputChannels) + o];
                            double all = magnitudes[i, j] + (bias.Length > 0 ? Math.Abs(bias[o]) : 0);
                            sum = new(sum.Value, all, g.InputChannels + 11);
                        }
                    }
                }
            }
        }

        return sums;
    }

    private static double[,] Products(ConvolutionGeometry g, ReadOnlySpan<float> image, ReadOnlySpan<float> weights, int y, int x, int o)
    {
        double[,] products = new double[4, 4];
        for (int c = 0; c < g.InputChannels; c++)
        {
            double[,] d = new double[4, 4], k = new double[3, 3];
            for (int i = 0; i < 4; i++)
            {
                for (int j = 0; j < 4; j++)
                {
                    int row = y + i - g.PadTop, column = x + j - g.PadLeft;
                    bool inside = row >= 0 && row < g.InputHeight && column >= 0 && column < g.InputWidth;
                    d[i, j] = inside ? Math.Abs(image[(((row * g.InputWidth) + column) * g.InputChannels) + c]) : 0;
                    if (i < 3 && j < 3)
                    {
                        k[i, j] = Math.Abs(weights[(((((i * 3) + j) * g.InputChannels) + c) * g.OutputChannels) + o]);
                    }
                }
            }

            double[,] v = Multiply(Multiply(Input, d), Transposed(Input)), u = Multiply(Multiply(Weights, k), Transposed(Weights));
            for (int place = 0; place < 16; place++)
            {
                products[place / 4, place % 4] += v[place / 4, place % 4] * u[place / 4, place % 4];
            }
        }

        return products;
    }

    private static double[,] Multiply(double[,] left, double[,] right)
    {
        double[,] product = new double[left.GetLength(0), right.GetLength(1)];
        for (int i = 0; i < product.GetLength(0); i++)
        {
            for (int j = 0; j < product.GetLength(1); j++)
            {
                for (int k = 0; k < right.GetLength(0); k++)
                {
                    product[i, j] += left[i, k] * right[k, j];
                }
            }
        }

        return product;
    }

    private static double[,] Transposed(double[,] matrix)
    {
        double[,] transposed = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                transposed[j, i] = matrix[i, j];
            }
        }

        return transposed;
    }
}
