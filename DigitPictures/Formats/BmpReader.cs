using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>
/// Reads BMP: 1, 2, 4, 8, 16, 24 and 32 bits a pixel, packed by run lengths or not, with any masks, either way up. A fourth
/// byte is alpha only where a mask says so, and not if it is 0 everywhere.
/// </summary>
internal sealed class BmpReader : IPictureReader
{
    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith("BM"u8);

    public GrayPicture Read(PictureFile file)
    {
        BmpHeader header = BmpHeader.Parse(file);
        byte[] pixels;
        if (header.Compression is BmpCompression.RunLength8 or BmpCompression.RunLength4)
        {
            pixels = BmpRunLength.Unpack(file, header);
            LookUp(file, Grays(header), pixels);
        }
        else
        {
            long rowLength = (((long)header.Width * header.Bits) + 31) / 32 * 4;
            long needed = (rowLength * (header.Height - 1)) + ((((long)header.Width * header.Bits) + 7) / 8);
            if (file.Span.Length - header.Start < needed)
            {
                throw file.Cut($"{needed} bytes of pixels in the BMP");
            }

            pixels = header.Masks is [_, _, _, not 0] && HasAlpha(file, header)
                ? Transparency.Settle(paper => ReadRows(file, header, (int)rowLength, paper))
                : ReadRows(file, header, (int)rowLength, paper: null);
        }

        return GrayPicture.Own(header.Width, header.Height, pixels);
    }

    // Without paper, everything is opaque.
    private static byte[] ReadRows(PictureFile file, BmpHeader header, int rowLength, byte? paper)
    {
        byte[] pixels = file.Allocate(header.Width, header.Height);
        byte[] grays = Grays(header);
        BmpChannel[] channels = [.. header.Masks.Select(
            (mask, i) => new BmpChannel(i == 3 && paper is null ? 0 : mask, missing: i == 3 ? Luma.White : (byte)0))];
        ReadOnlySpan<byte> rows = file.Span[header.Start..];
        for (int y = 0; y < header.Height; y++)
        {
            ReadOnlySpan<byte> row = rows[(y * rowLength)..];
            int targetRow = header.IsTopDown ? y : header.Height - 1 - y;
            Span<byte> target = pixels.AsSpan(targetRow * header.Width, header.Width);
            switch (header.Bits)
            {
                case 24:
                    for (int x = 0; x < target.Length; x++)
                    {
                        target[x] = Luma.Of(row[(3 * x) + 2], row[(3 * x) + 1], row[3 * x]);
                    }

                    break;
                case 16 or 32:
                    ReadMasked(row, header.Bits, channels, paper ?? Luma.White, target);
                    break;
                default:
                    SplitBits(row, header.Bits, target);
                    LookUp(file, grays, target);
                    break;
            }
        }

        return pixels;
    }

    private static uint Pixel(ReadOnlySpan<byte> row, int bits, int x) => bits == 16
        ? BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * x)..])
        : BinaryPrimitives.ReadUInt32LittleEndian(row[(4 * x)..]);

    private static void ReadMasked(ReadOnlySpan<byte> row, int bits, BmpChannel[] channels, byte paper, Span<byte> target)
    {
        for (int x = 0; x < target.Length; x++)
        {
            uint pixel = Pixel(row, bits, x);
            byte gray = Luma.Of(channels[0].Of(pixel), channels[1].Of(pixel), channels[2].Of(pixel));
            target[x] = Luma.Over(gray, channels[3].Of(pixel), paper);
        }
    }

    private static bool HasAlpha(PictureFile file, BmpHeader header)
    {
        // Rows of 32 bits have nothing between them; of 16, two bytes at most, which are skipped here.
        int rowLength = ((header.Width * header.Bits) + 31) / 32 * 4;
        for (int y = 0; y < header.Height; y++)
        {
            ReadOnlySpan<byte> row = file.Span[(header.Start + (y * rowLength))..];
            for (int x = 0; x < header.Width; x++)
            {
                if ((Pixel(row, header.Bits, x) & header.Masks[3]) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void SplitBits(ReadOnlySpan<byte> row, int bits, Span<byte> target)
    {
        int mask = (1 << bits) - 1;
        for (int x = 0; x < target.Length; x++)
        {
            int bit = x * bits;
            target[x] = (byte)((row[bit >> 3] >> (8 - bits - (bit & 7))) & mask);
        }
    }

    private static byte[] Grays(BmpHeader header)
    {
        ReadOnlySpan<byte> palette = header.Palette.Span;
        byte[] grays = new byte[palette.IsEmpty ? 0 : palette.Length / header.PaletteEntryLength];
        for (int i = 0; i < grays.Length; i++)
        {
            ReadOnlySpan<byte> color = palette[(i * header.PaletteEntryLength)..];
            grays[i] = Luma.Of(color[2], color[1], color[0]);
        }

        return grays;
    }

    private static void LookUp(PictureFile file, byte[] grays, Span<byte> pixels)
    {
        foreach (ref byte pixel in pixels)
        {
            if (pixel >= grays.Length)
            {
                throw file.Problem($"expected one of the {grays.Length} colours of the BMP's palette but found number {pixel}");
            }

            pixel = grays[pixel];
        }
    }
}
