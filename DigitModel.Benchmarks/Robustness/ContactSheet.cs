using System.Text;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>
/// A contact sheet: the digits 0 to 9 from left to right, unchanged in the first row, then a row for each corruption, and a row
/// for each kind of junk.
/// </summary>
internal static class ContactSheet
{
    private const int Columns = DigitImage.ClassCount;
    private const int Cell = Grey.Width + 1;
    private const byte Gap = 96;

    /// <summary>Draws the sheet as a binary PGM file.</summary>
    public static byte[] Draw(DigitDataset data, ulong seed)
    {
        int rows = 1 + Corruption.All.Count + Junk.All.Count;
        int width = (Columns * Cell) + 1;
        int height = (rows * Cell) + 1;
        byte[] header = Encoding.ASCII.GetBytes(FormattableString.Invariant($"P5\n{width} {height}\n255\n"));
        byte[] file = new byte[header.Length + (width * height)];
        header.CopyTo(file, 0);
        Span<byte> picture = file.AsSpan(header.Length);
        picture.Fill(Gap);

        Span<byte> cell = stackalloc byte[DigitImage.PixelCount];
        for (int column = 0; column < Columns; column++)
        {
            int image = FirstOf(data, column);
            data.Image(image).CopyTo(cell);
            Put(picture, width, 0, column, cell);
            for (int i = 0; i < Corruption.All.Count; i++)
            {
                RobustnessMeasurement.Corrupt(i, data.Image(image), cell, seed, image);
                Put(picture, width, 1 + i, column, cell);
            }

            for (int i = 0; i < Junk.All.Count; i++)
            {
                RobustnessMeasurement.DrawJunk(i, data, cell, seed, column);
                Put(picture, width, 1 + Corruption.All.Count + i, column, cell);
            }
        }

        return file;
    }

    /// <summary>The first image of a digit, or the first image of all if there is none of that digit.</summary>
    private static int FirstOf(DigitDataset data, int digit)
    {
        int image = 0;
        while (image < data.Count && data.Label(image) != digit)
        {
            image++;
        }

        return image % data.Count;
    }

    private static void Put(Span<byte> picture, int width, int row, int column, ReadOnlySpan<byte> cell)
    {
        for (int line = 0; line < Grey.Height; line++)
        {
            int start = (((row * Cell) + 1 + line) * width) + (column * Cell) + 1;
            cell.Slice(line * Grey.Width, Grey.Width).CopyTo(picture[start..]);
        }
    }
}
