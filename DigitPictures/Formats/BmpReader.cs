using System.Buffers.Binary;
using System.Numerics;

namespace DigitPictures.Formats;

/// <summary>
/// Reads BMP: 1, 2, 4, 8, 16, 24 and 32 bits a pixel, with or without run lengths, with any masks, either way up. A fourth
/// byte is alpha only if a mask says so and it is not 0 in all pixels.
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
                ? Luma.OnPaper(paper => ReadRows(file, header, (int)rowLength, paper))
                : ReadRows(file, header, (int)rowLength, paper: null);
        }

        return GrayPicture.Own(header.Width, header.Height, pixels);
    }

    // Without paper, alpha is ignored.
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
        // Rows are padded to four bytes.
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

/// <summary>One channel of a BMP pixel: the bits that it takes, and the 8-bit value for each of its values.</summary>
internal readonly struct BmpChannel
{
    // Limits the size of the table. Wider samples lose their lowest bits, less than 1/4096 of white.
    private const int MaxBits = 12;

    private readonly uint _mask;
    private readonly int _shift;
    private readonly byte[] _values;

    public BmpChannel(uint mask, byte missing)
    {
        int bits = BitOperations.PopCount(mask);
        int kept = Math.Min(bits, MaxBits);
        int dropped = bits - kept;
        _shift = mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask) + dropped;
        _mask = (1u << kept) - 1;
        _values = new byte[_mask + 1];
        for (uint i = 0; i < _values.Length; i++)
        {
            _values[i] = mask == 0 ? missing : Luma.Scale(i, _mask);
        }
    }

    public byte Of(uint pixel) => _values[(pixel >> _shift) & _mask];
}

/// <summary>
/// Unpacks the run lengths of a BMP of 4 or 8 bits. They are pairs of bytes: a count and a colour (with 4 bits, two colours that
/// alternate), or 0 and a command. Skipped pixels have colour 0.
/// </summary>
internal static class BmpRunLength
{
    private const int EndOfRow = 0;
    private const int EndOfPicture = 1;
    private const int Move = 2;

    /// <summary>Returns the palette index of each pixel, from the top left.</summary>
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
                    // This many colours without compression, padded to an even number of bytes.
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

        // Some writers leave the end mark out.
        bool isWhole = y >= header.Height || (y == header.Height - 1 && x == header.Width);
        return isWhole ? pixels : throw Cut(file);
    }

    private static int Half(int pair, int index) => (index & 1) == 0 ? pair >> 4 : pair & 15;

    // The next pixels of the row. A run may be longer than the row, because some writers pack the padding too.
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
