using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// Moves, scales, shears and rotates digits, with bilinear sampling and background outside. The numbers map a pixel of the result
/// to its source, so a factor above 1 makes the digit smaller.
/// </summary>
internal static class Warp
{
    private const double ShearAngle = 0.4;
    private const double RotationAngle = 0.4;
    private const double ScaleFactor = 1 / 0.7;
    private const int Shift = 3;
    private const double CentreX = (Grey.Width - 1) / 2.0;
    private const double CentreY = (Grey.Height - 1) / 2.0;

    /// <summary>The vertical axis leans by ±0.4 radians and keeps its length, so the digit gets lower too.</summary>
    public static void Shear(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        (double sin, double cos) = Math.SinCos(random.NextSign() * ShearAngle);
        Apply(source, destination, xx: 1, xy: -sin, yx: 0, yy: cos);
    }

    /// <summary>Scales to 70 % of the size.</summary>
    public static void Scale(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random) =>
        Apply(source, destination, xx: ScaleFactor, xy: 0, yx: 0, yy: ScaleFactor);

    /// <summary>Rotates by ±0.4 radians, which is 23 degrees.</summary>
    public static void Rotate(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        (double sin, double cos) = Math.SinCos(random.NextSign() * RotationAngle);
        Apply(source, destination, xx: cos, xy: -sin, yx: sin, yy: cos);
    }

    /// <summary>Moves by three pixels left or right, and three up or down.</summary>
    public static void Translate(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        int right = Shift * random.NextSign();
        int down = Shift * random.NextSign();
        for (int row = 0; row < Grey.Height; row++)
        {
            for (int column = 0; column < Grey.Width; column++)
            {
                destination[(row * Grey.Width) + column] = (byte)At(source, row - down, column - right);
            }
        }
    }

    /// <summary>A linear map about the image's centre.</summary>
    private static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, double xx, double xy, double yx, double yy)
    {
        for (int row = 0; row < Grey.Height; row++)
        {
            for (int column = 0; column < Grey.Width; column++)
            {
                double x = CentreX + (xx * (column - CentreX)) + (xy * (row - CentreY));
                double y = CentreY + (yx * (column - CentreX)) + (yy * (row - CentreY));
                destination[(row * Grey.Width) + column] = (byte)Math.Round(Sample(source, x, y));
            }
        }
    }

    private static double Sample(ReadOnlySpan<byte> source, double x, double y)
    {
        int left = (int)Math.Floor(x);
        int top = (int)Math.Floor(y);
        x -= left;
        y -= top;
        double upper = ((1 - x) * At(source, top, left)) + (x * At(source, top, left + 1));
        double lower = ((1 - x) * At(source, top + 1, left)) + (x * At(source, top + 1, left + 1));
        return ((1 - y) * upper) + (y * lower);
    }

    private static int At(ReadOnlySpan<byte> source, int row, int column) =>
        row is >= 0 and < Grey.Height && column is >= 0 and < Grey.Width ? source[(row * Grey.Width) + column] : 0;
}
