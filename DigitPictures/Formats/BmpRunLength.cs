namespace DigitPictures.Formats;

/// <summary>
/// Unpacks the run lengths of a BMP of 4 or 8 bits: pairs of a count and a colour (with 4 bits two, in turn), or of 0 and
/// what to do. Pixels that are skipped have colour 0.
/// </summary>
internal static class BmpRunLength
{
    private const int EndOfRow = 0;
    private const int EndOfPicture = 1;
    private const int Move = 2;

    /// <summary>The number of each pixel's colour, from the top left.</summary>
    public static byte[] Unpack(PictureFile file, BmpHeader header)
    {
        byte[] pixels = file.Allocate(header.Width, header.Height);
        pixels.AsSpan().Clear();
        ReadOnlySpan<byte> packed = file.Span[header.Start..];
        bool isSmall = header.Bits == 4;
        int x = 0;
        int y = 0;
        while (packed.Length >= 2)
        {
            (int count, int value) = (packed[0], packed[1]);
            packed = packed[2..];
            if (count > 0)
            {
                Span<byte> run = Take(file, header, pixels, ref x, y, count);
                for (int i = 0; i < run.Length; i++)
                {
                    run[i] = (byte)(isSmall ? Half(value, i) : value);
                }

                continue;
            }

            switch (value)
            {
                case EndOfRow:
                    x = 0;
                    y++;
                    break;
                case EndOfPicture:
                    return pixels;
                case Move:
                    if (packed.Length < 2)
                    {
                        throw Cut(file);
                    }

                    x += packed[0];
                    y += packed[1];
                    packed = packed[2..];
                    if (x > header.Width || y > header.Height)
                    {
                        throw Beyond(file, header);
                    }

                    break;
                default:
                    // As many colours as they are, in whole pairs of bytes.
                    int length = isSmall ? (value + 1) / 2 : value;
                    if (packed.Length < length)
                    {
                        throw Cut(file);
                    }

                    Span<byte> copied = Take(file, header, pixels, ref x, y, value);
                    for (int i = 0; i < copied.Length; i++)
                    {
                        copied[i] = (byte)(isSmall ? Half(packed[i / 2], i) : packed[i]);
                    }

                    packed = packed[Math.Min(length + (length & 1), packed.Length)..];
                    break;
            }
        }

        // Some writers leave the mark of the end away.
        bool isWhole = y >= header.Height || (y == header.Height - 1 && x == header.Width);
        return isWhole ? pixels : throw Cut(file);
    }

    private static int Half(int pair, int index) => (index & 1) == 0 ? pair >> 4 : pair & 15;

    // The next pixels of the row, at most so many as it still has: some writers pack the padding of rows with them.
    private static Span<byte> Take(PictureFile file, BmpHeader header, byte[] pixels, ref int x, int y, int count)
    {
        if (y >= header.Height)
        {
            throw Beyond(file, header);
        }

        int row = header.IsTopDown ? y : header.Height - 1 - y;
        Span<byte> taken = pixels.AsSpan((row * header.Width) + x, Math.Min(count, header.Width - x));
        x += taken.Length;
        return taken;
    }

    private static PictureFormatException Beyond(PictureFile file, BmpHeader header) =>
        file.Problem($"the BMP's run lengths go beyond its {header.Width} x {header.Height} pixels: the file is damaged");

    private static PictureFormatException Cut(PictureFile file) => file.Cut("all rows of the BMP");
}
