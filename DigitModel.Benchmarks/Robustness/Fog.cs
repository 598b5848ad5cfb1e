using System.Buffers;
using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// Fog in front of the digit: a plasma fractal (diamonds and squares on a torus of 256×256, seen through its first 28×28),
/// three times as strong as ink; the sum is scaled back to the range of ink.
/// </summary>
internal static class Fog
{
    private const int Size = 256;
    private const double Strength = 3;

    // The range of the random part falls by the square of this factor from one size of squares to the next.
    private const double Decay = 1.4;

    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        float[] plasma = ArrayPool<float>.Shared.Rent(Size * Size);
        try
        {
            Span<float> heights = plasma.AsSpan(0, Size * Size);
            Fill(heights, ref random);
            (double low, double high) = Range(heights);
            double ink = Max(source) / 255.0;
            for (int i = 0; i < source.Length; i++)
            {
                double height = heights[(i / Grey.Width * Size) + (i % Grey.Width)];
                double fog = (height - low) / (high - low);
                destination[i] = Grey.ToByte(((source[i] / 255.0) + (Strength * fog)) * ink / (ink + Strength));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(plasma);
        }
    }

    private static void Fill(Span<float> heights, ref SeededRandom random)
    {
        heights[0] = 0;
        double wobble = 100;
        for (int step = Size; step >= 2; step /= 2)
        {
            int half = step / 2;
            float range = (float)(wobble * wobble);

            // The centre of each square, from its corners. All centres come before the middles of the sides, which depend on
            // them.
            for (int row = 0; row < Size; row += step)
            {
                for (int column = 0; column < Size; column += step)
                {
                    float sum = At(heights, row, column) + At(heights, row + step, column)
                        + At(heights, row, column + step) + At(heights, row + step, column + step);
                    heights[((row + half) * Size) + column + half] = (sum / 4) + random.NextSingle(-range, range);
                }
            }

            for (int row = 0; row < Size; row += step)
            {
                for (int column = 0; column < Size; column += step)
                {
                    heights[(row * Size) + column + half] = Diamond(heights, row, column + half, half, range, ref random);
                    heights[((row + half) * Size) + column] = Diamond(heights, row + half, column, half, range, ref random);
                }
            }

            wobble /= Decay;
        }
    }

    private static float Diamond(
        ReadOnlySpan<float> heights, int row, int column, int half, float range, ref SeededRandom random)
    {
        float sum = At(heights, row - half, column) + At(heights, row + half, column)
            + At(heights, row, column - half) + At(heights, row, column + half);
        return (sum / 4) + random.NextSingle(-range, range);
    }

    private static float At(ReadOnlySpan<float> heights, int row, int column) =>
        heights[((row & (Size - 1)) * Size) + (column & (Size - 1))];

    private static (float Low, float High) Range(ReadOnlySpan<float> values)
    {
        float low = values[0], high = values[0];
        foreach (float value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }

    private static byte Max(ReadOnlySpan<byte> values)
    {
        byte max = 0;
        foreach (byte value in values)
        {
            max = Math.Max(max, value);
        }

        return max;
    }
}
