namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// A Gaussian blur over 28×28 values as SciPy has it: the kernel ends at 4 σ, rounded to whole pixels, and adds up to 1.
/// </summary>
internal static class GaussianBlur
{
    // Images are square, so that one length serves rows and columns.
    private const int Length = Grey.Width;

    /// <summary>Beyond the edge, the edge's values go on.</summary>
    public static void Both(Span<double> image, double sigma)
    {
        Down(image, sigma);
        Across(image, sigma, outside: null);
    }

    /// <summary>Along columns only; beyond the edge, the edge's values go on.</summary>
    public static void Down(Span<double> image, double sigma) => Pass(image, step: Length, lineStep: 1, sigma, outside: null);

    /// <summary>Beyond the edge there is nothing: 0.</summary>
    public static void BothOnZeros(Span<double> image, double sigma)
    {
        Pass(image, step: Length, lineStep: 1, sigma, outside: 0);
        Across(image, sigma, outside: 0);
    }

    private static void Across(Span<double> image, double sigma, double? outside) =>
        Pass(image, step: 1, lineStep: Length, sigma, outside);

    /// <summary>Blurs along each of 28 lines: values <paramref name="step"/> apart, and lines <paramref name="lineStep"/>.</summary>
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
