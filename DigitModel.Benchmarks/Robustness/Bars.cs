using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>One to four bars from edge to edge: level, upright or diagonal, of any width from 1 to 7 pixels and many greys.</summary>
internal static class Bars
{
    private const int MaxCount = 4;
    private const int LowestGrey = 100;

    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        destination.Clear();
        int count = random.NextBetween(1, MaxCount);
        for (int bar = 0; bar < count; bar++)
        {
            // Unit vector across the bar: 0, 45, 90 or 135 degrees.
            (double y, double x) = Math.SinCos(random.NextInt32(4) * Math.PI / 4);
            double middle = (x * random.NextBetween(2, Grey.Width - 3)) + (y * random.NextBetween(2, Grey.Height - 3));
            double half = random.NextSingle(1, 7) / 2;
            double grey = random.NextBetween(LowestGrey, 255) / 255.0;
            for (int i = 0; i < destination.Length; i++)
            {
                double distance = Math.Abs((x * (i % Grey.Width)) + (y * (i / Grey.Width)) - middle);
                double cover = Math.Clamp(half + 0.5 - distance, 0, 1);
                destination[i] = Math.Max(destination[i], Grey.ToByte(cover * grey));
            }
        }
    }
}
