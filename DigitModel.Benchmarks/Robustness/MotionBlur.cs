using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// Drawn out to one side, as ImageMagick does it: one tail of a Gaussian, along a line of whole pixels. Beyond the edge, the
/// edge's values go on.
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
