using System.Buffers.Binary;
using System.Numerics;

namespace DigitPictures.Formats;

/// <summary>The headers of a BMP: the file header, then Windows' of any version or OS/2's first.</summary>
internal sealed class BmpHeader
{
    private const int FileHeaderLength = 14;
    private const int CoreLength = 12;
    private const int InfoLength = 40;

    // Headers at least this long contain the masks. After shorter ones, the masks follow.
    private const int LengthWithMasks = 52;
    private const int LengthWithAlphaMask = 56;

    private BmpHeader(PictureFile file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < FileHeaderLength + CoreLength)
        {
            throw file.Cut("a BMP's header");
        }

        uint pixels = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[FileHeaderLength..]);
        if (length != CoreLength && length is < InfoLength or > 1024)
        {
            throw file.Problem($"expected a BMP's header of {CoreLength} bytes, or of {InfoLength} or more, but found {length}");
        }

        if (bytes.Length < FileHeaderLength + length)
        {
            throw file.Cut("a BMP's header");
        }

        ReadOnlySpan<byte> header = bytes.Slice(FileHeaderLength, (int)length);
        int end = FileHeaderLength + header.Length;
        long height;
        long colors;
        if (length == CoreLength)
        {
            Width = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
            height = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
            Bits = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
            colors = 0;
        }
        else
        {
            Width = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
            height = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            Bits = BinaryPrimitives.ReadUInt16LittleEndian(header[14..]);
            Compression = (BmpCompression)BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
            colors = BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);
        }

        IsTopDown = height < 0;
        file.CheckSize(Width, Math.Abs(height));
        Height = (int)Math.Abs(height);
        CheckKind(file);
        if (Bits is 16 or 32)
        {
            end = ReadMasks(file, header, end);
        }

        if (pixels < end || pixels > bytes.Length)
        {
            throw file.Problem($"expected the BMP's pixels between bytes {end} and {bytes.Length} but found them at {pixels}");
        }

        Start = (int)pixels;
        if (Bits <= 8)
        {
            int size = length == CoreLength ? 3 : 4;
            long most = Math.Min(1 << Bits, (Start - end) / size);
            Palette = file.Content.Slice(end, (int)(colors == 0 ? most : Math.Min(colors, most)) * size);
            PaletteEntryLength = size;
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether the first row in the file is the top one. Usually it is the bottom one.</summary>
    public bool IsTopDown { get; }

    public int Bits { get; }

    public BmpCompression Compression { get; }

    /// <summary>The offset of the pixels in the file.</summary>
    public int Start { get; }

    /// <summary>Blue, green and red of each colour, with an unused fourth byte in all but OS/2's kind.</summary>
    public ReadOnlyMemory<byte> Palette { get; }

    public int PaletteEntryLength { get; }

    /// <summary>The bits of red, green, blue and alpha in a pixel of 16 or 32 bits.</summary>
    public uint[] Masks { get; private set; } = [];

    public static BmpHeader Parse(PictureFile file) => new(file);

    private void CheckKind(PictureFile file)
    {
        bool isKnown = Compression switch
        {
            BmpCompression.None => Bits is 1 or 2 or 4 or 8 or 16 or 24 or 32,
            BmpCompression.RunLength8 => Bits == 8,
            BmpCompression.RunLength4 => Bits == 4,
            BmpCompression.Masks or BmpCompression.AlphaMasks => Bits is 16 or 32,
            _ => false,
        };
        if (!isKnown)
        {
            throw file.Problem($"expected a known kind of BMP but found {Bits} bits packed by method {(uint)Compression}");
        }
    }

    // Returns the offset behind the masks.
    private int ReadMasks(PictureFile file, ReadOnlySpan<byte> header, int end)
    {
        if (Compression == BmpCompression.None)
        {
            Masks = Bits == 16 ? [0x7C00, 0x03E0, 0x001F, 0] : [0xFF0000, 0x00FF00, 0x0000FF, 0];
            return end;
        }

        int count = Compression == BmpCompression.AlphaMasks || header.Length >= LengthWithAlphaMask ? 4 : 3;
        ReadOnlySpan<byte> masks = file.Span[(FileHeaderLength + InfoLength)..];
        if (masks.Length < 4 * count)
        {
            throw file.Cut("a BMP's masks");
        }

        Masks = new uint[4];
        uint seen = 0;
        for (int i = 0; i < count; i++)
        {
            uint mask = BinaryPrimitives.ReadUInt32LittleEndian(masks[(4 * i)..]);
            bool fits = Bits == 32 || mask <= ushort.MaxValue;
            bool isWhole = mask == 0 || BitOperations.IsPow2((mask >> BitOperations.TrailingZeroCount(mask)) + 1ul);
            if (!fits || !isWhole || (seen & mask) != 0)
            {
                throw file.Problem($"expected masks of adjacent bits in the BMP but found {mask:X8}");
            }

            seen |= mask;
            Masks[i] = mask;
        }

        return Math.Max(end, FileHeaderLength + InfoLength + (4 * count));
    }
}

/// <summary>How the pixels of a BMP are packed, numbered as in the file.</summary>
internal enum BmpCompression
{
    None = 0,
    RunLength8 = 1,
    RunLength4 = 2,
    Masks = 3,
    AlphaMasks = 6,
}
