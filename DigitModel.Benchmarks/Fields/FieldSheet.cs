using System.Text;
using DigitPictures;
using DigitPictures.Fields;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>A contact sheet: fields below each other, with boxes around the digits that were read.</summary>
internal static class FieldSheet
{
    private const int Gap = 6;
    private const byte Ground = 96;

    /// <summary>Draws the sheet as a binary PGM file.</summary>
    public static byte[] Draw(IReadOnlyList<FieldOutcome> outcomes)
    {
        int width = outcomes.Max(outcome => outcome.Sample.Picture.Width);
        int height = outcomes.Sum(outcome => outcome.Sample.Picture.Height + Gap);
        byte[] header = Encoding.ASCII.GetBytes(FormattableString.Invariant($"P5\n{width} {height}\n255\n"));
        byte[] file = new byte[header.Length + (width * height)];
        header.CopyTo(file, 0);
        Span<byte> sheet = file.AsSpan(header.Length);
        sheet.Fill(Ground);
        int top = 0;
        foreach (FieldOutcome outcome in outcomes)
        {
            GrayPicture picture = outcome.Sample.Picture;
            Span<byte> place = sheet[(top * width)..];
            for (int row = 0; row < picture.Height; row++)
            {
                picture.Pixels.Slice(row * picture.Width, picture.Width).CopyTo(place[(row * width)..]);
            }

            for (int i = 0; i < outcome.Result.Digits.Count; i++)
            {
                Frame(place, width, outcome.Result.Digits[i], (byte)(i % 2 == 0 ? 0 : 255));
            }

            top += picture.Height + Gap;
        }

        return file;
    }

    private static void Frame(Span<byte> sheet, int width, FieldDigit digit, byte shade)
    {
        PictureBounds bounds = digit.Bounds;
        foreach (int row in (ReadOnlySpan<int>)[bounds.Top, bounds.Bottom - 1])
        {
            sheet.Slice((row * width) + bounds.Left, bounds.Width).Fill(shade);
        }

        for (int row = bounds.Top; row < bounds.Bottom; row++)
        {
            sheet[(row * width) + bounds.Left] = shade;
            sheet[(row * width) + bounds.Right - 1] = shade;
        }
    }
}
