using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// A Gaussian blur of 28×28 values, as in SciPy: the kernel ends at 4 σ, rounded to whole pixels, and adds up to 1.
/// </summary>
internal static class GaussianBlur
{
    // Images are square: rows and columns have the same length.
    private const int Length = Grey.Width;

    /// <summary>Blurs both ways; the values at the edges continue beyond them.</summary>
    public static void Both(Span<double> image, double sigma)
    {
        Down(image, sigma);
        Across(image, sigma, outside: null);
    }

    /// <summary>Blurs along columns only; the values at the edges continue beyond them.</summary>
    public static void Down(Span<double> image, double sigma) => Pass(image, step: Length, lineStep: 1, sigma, outside: null);

    /// <summary>Blurs both ways; the values beyond the edges are 0.</summary>
    public static void BothOnZeros(Span<double> image, double sigma)
    {
        Pass(image, step: Length, lineStep: 1, sigma, outside: 0);
        Across(image, sigma, outside: 0);
    }

    private static void Across(Span<double> image, double sigma, double? outside) =>
        Pass(image, step: 1, lineStep: Length, sigma, outside);

    /// <summary>
    /// Blurs along 28 lines. <paramref name="step"/> is the distance of values in a line, <paramref name="lineStep"/> that of
    /// lines.
    /// </summary>
    private static void Pass(Span<double> image, int step, int lineStep, double sigma, double? outside)
    {
        int radius = (int)((4 * sigma) + 0.5);
        Span<double> kernel = stackalloc double[radius + 1];
        Fill(kernel, sigma);
        Span<double> line = stackalloc double[Length + (2 * radius)];
        for (int number = 0; number < Length; number++)
        {
            int start = number * lineStep;
            for (int i = 0; i < line.Length; i++)
            {
                int place = i - radius;
                bool inside = place is >= 0 and < Length;
                line[i] = inside || outside is null ? image[start + (Math.Clamp(place, 0, Length - 1) * step)] : outside.Value;
            }

            for (int i = 0; i < Length; i++)
            {
                int centre = i + radius;
                double sum = kernel[0] * line[centre];
                for (int k = 1; k <= radius; k++)
                {
                    sum += kernel[k] * (line[centre - k] + line[centre + k]);
                }

                image[start + (i * step)] = sum;
            }
        }
    }

    private static void Fill(Span<double> kernel, double sigma)
    {
        double total = 0;
        for (int k = 0; k < kernel.Length; k++)
        {
            kernel[k] = Math.Exp(-k * k / (2 * sigma * sigma));
            total += k == 0 ? kernel[k] : 2 * kernel[k];
        }

        foreach (ref double weight in kernel)
        {
            weight /= total;
        }
    }
}

/// <summary>
/// Frosted glass: a blur, swaps of neighbouring pixels, and another blur. MNIST-C intends to blur both ways, but it tells its
/// library that the image has channels. The library then takes columns for channels and blurs along columns only. Its data shows
/// this, and so it is done here.
/// </summary>
internal static class GlassBlur
{
    private const double Sigma = 0.7;
    private const int Rounds = 2;

    // Swaps reach this far up and left, so the pixels nearest to the upper and left edges are not swapped.
    private const int Reach = 1;

    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        Span<double> image = stackalloc double[source.Length];
        Grey.FromBytes(source, image);
        GaussianBlur.Down(image, Sigma);
        foreach (ref double pixel in image)
        {
            pixel = Math.Floor(pixel * 255) / 255;
        }

        for (int round = 0; round < Rounds; round++)
        {
            Swap(image, ref random);
        }

        GaussianBlur.Down(image, Sigma);
        Grey.ToBytes(image, destination);
    }

    private static void Swap(Span<double> image, ref SeededRandom random)
    {
        for (int row = Grey.Height - Reach; row > Reach; row--)
        {
            for (int column = Grey.Width - Reach; column > Reach; column--)
            {
                if (random.NextInt32(2) == 0)
                {
                    continue;
                }

                int otherColumn = column - Reach + random.NextInt32(2 * Reach);
                int otherRow = row - Reach + random.NextInt32(2 * Reach);
                ref double here = ref image[(row * Grey.Width) + column];
                ref double there = ref image[(otherRow * Grey.Width) + otherColumn];
                (here, there) = (there, here);
            }
        }
    }
}

/// <summary>
/// Motion blur as in ImageMagick: one tail of a Gaussian along a line of whole pixels. The values at the edges continue beyond
/// them.
/// </summary>
internal static class MotionBlur
{
    private const int Radius = 10;
    private const double Sigma = 3;
    private const float MaxDegrees = 45;

    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random) =>
        Apply(source, destination, random.NextSingle(-MaxDegrees, MaxDegrees));

    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, double degrees)
    {
        const int taps = (2 * Radius) + 1;
        Span<double> weights = stackalloc double[taps];
        Span<int> right = stackalloc int[taps];
        Span<int> down = stackalloc int[taps];
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        double total = 0;
        for (int i = 0; i < taps; i++)
        {
            weights[i] = Math.Exp(-i * i / (2 * Sigma * Sigma));
            total += weights[i];
            right[i] = (int)Math.Ceiling((i * cos) - 0.5);
            down[i] = (int)Math.Ceiling((i * sin) - 0.5);
        }

        for (int row = 0; row < Grey.Height; row++)
        {
            for (int column = 0; column < Grey.Width; column++)
            {
                double sum = 0;
                for (int i = 0; i < taps; i++)
                {
                    int fromRow = Math.Clamp(row + down[i], 0, Grey.Height - 1);
                    int fromColumn = Math.Clamp(column + right[i], 0, Grey.Width - 1);
                    sum += weights[i] * source[(fromRow * Grey.Width) + fromColumn];
                }

                destination[(row * Grey.Width) + column] = Grey.ToByte(sum / total / 255);
            }
        }
    }
}
