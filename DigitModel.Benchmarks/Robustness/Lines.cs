using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Lines drawn across the digit, with soft edges.</summary>
internal static class Lines
{
    private const double Reach = 2.3;
    private const double ZigzagLength = 2;
    private const double ZigzagWidth = 2;
    private const int ZigzagStart = 2;
    private const int ZigzagEnd = 25;
    private const int Rows = 27;

    /// <summary>A dotted line from the left edge to the right: two columns without ink, two with.</summary>
    public static void Dotted(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        int start = random.NextInt32(Rows);
        int end = random.NextInt32(Rows);
        Span<double> image = stackalloc double[source.Length];
        Grey.FromBytes(source, image);
        Draw(image, 0, start, Grey.Width - 1, end, dotted: true);
        Grey.ToBytes(image, destination);
    }

    /// <summary>A zigzag four pixels long and high about a line that slopes by up to five rows.</summary>
    public static void Zigzag(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        int startRow = random.NextInt32(Rows);
        int rise = random.NextBetween(-5, 4);
        const double run = ZigzagEnd - ZigzagStart;
        (double sin, double cos) = Math.SinCos(Math.Atan(rise / run));
        double length = run / cos;
        const double period = 2 * ZigzagLength;
        int teeth = (int)((length - ZigzagLength) / period) + 1;

        Span<double> image = stackalloc double[source.Length];
        Grey.FromBytes(source, image);
        double lastColumn = ZigzagStart, lastRow = startRow, height = 0;
        for (int tooth = 0; tooth <= teeth; tooth++)
        {
            // Coordinates along and across the line. The last point ends the zigzag, not quite on the line.
            double along = (2 * tooth + 1) * ZigzagLength;
            height = tooth % 2 == 0 ? ZigzagWidth : -ZigzagWidth;
            if (tooth == teeth)
            {
                double whole = period * Math.Floor(length / period);
                along = length;
                height = -height / (2 * (length - whole));
            }

            double column = ZigzagStart + (cos * along) - (sin * height);
            double row = startRow + (sin * along) + (cos * height);
            Draw(image, lastColumn, lastRow, column, row, dotted: false);
            (lastColumn, lastRow) = (column, row);
        }

        Grey.ToBytes(image, destination);
    }

    /// <summary>Adds the ink of a line, column by column, depending on the vertical distance of each pixel from it.</summary>
    private static void Draw(Span<double> image, double column0, double row0, double column1, double row1, bool dotted)
    {
        double slope = (row1 - row0) / (column1 - column0);
        int first = (int)Math.Floor(column0);
        int end = (int)Math.Ceiling(column1);
        for (int column = first; column < end; column++)
        {
            if (dotted && column / 2 % 2 == 0)
            {
                continue;
            }

            double middle = row0 + (slope * (column - column0));
            for (int row = 0; row < Grey.Height; row++)
            {
                double distance = Math.Abs(row - middle);
                if (distance < Reach)
                {
                    double ink = Math.Max(0, Math.Log(1 - (distance / Reach)) + 1);
                    ref double pixel = ref image[(row * Grey.Width) + column];
                    pixel = Math.Min(1, pixel + ink);
                }
            }
        }
    }
}
