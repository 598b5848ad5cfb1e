using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>One to three upright rectangles, outlined or filled.</summary>
internal static class Boxes
{
    private const int MaxCount = 3;
    private const int LeastSide = 5;
    private const int MaxStroke = 3;
    private const int LowestGrey = 100;

    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        destination.Clear();
        int count = random.NextBetween(1, MaxCount);
        for (int box = 0; box < count; box++)
        {
            int width = random.NextBetween(LeastSide, Grey.Width - 2);
            int height = random.NextBetween(LeastSide, Grey.Height - 2);
            int left = random.NextInt32(Grey.Width - width + 1);
            int top = random.NextInt32(Grey.Height - height + 1);
            bool filled = random.NextInt32(2) == 0;
            int stroke = random.NextBetween(1, MaxStroke);
            byte grey = (byte)random.NextBetween(LowestGrey, 255);
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    int depth = Math.Min(Math.Min(row, height - 1 - row), Math.Min(column, width - 1 - column));
                    if (filled || depth < stroke)
                    {
                        destination[((top + row) * Grey.Width) + left + column] = grey;
                    }
                }
            }
        }
    }
}
