using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace DigitPictures.Formats;

/// <summary>The chunks of a PNG that matter here, all of them checked against their checksums.</summary>
internal sealed class PngChunks
{
    /// <summary>Length, type and checksum of a chunk, in bytes.</summary>
    public const int Overhead = 12;

    private PngChunks(PngHeader header) => Header = header;

    public PngHeader Header { get; }

    /// <summary>Three bytes for each colour of the palette.</summary>
    public ReadOnlyMemory<byte> Palette { get; private set; }

    /// <summary>The content of the tRNS chunk; empty without one.</summary>
    public ReadOnlyMemory<byte> Transparency { get; private set; }

    /// <summary>The file from its first IDAT chunk on.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    /// <summary>The length of all IDAT chunks together, in bytes.</summary>
    public long DataLength { get; private set; }

    public static PngChunks Parse(PictureFile file, int start)
    {
        PngChunks? chunks = null;
        ReadOnlyMemory<byte> rest = file.Content[start..];
        uint previous = 0;
        while (true)
        {
            (uint type, ReadOnlyMemory<byte> content) = Next(file, rest);
            if (chunks is null)
            {
                if (type != PngChunkType.Header)
                {
                    throw file.Problem($"expected a PNG to begin with IHDR but found {PngChunkType.Name(type)}");
                }

                chunks = new PngChunks(PngHeader.Parse(file, content.Span));
            }
            else if (type == PngChunkType.End)
            {
                if (chunks.Data.IsEmpty)
                {
                    throw file.Problem("expected pixels in the PNG but it has no IDAT chunk");
                }

                return chunks;
            }
            else
            {
                chunks.Add(file, type, previous, content, rest);
            }

            previous = type;
            rest = rest[(content.Length + Overhead)..];
        }
    }

    /// <summary>Splits off the first chunk without checking its checksum; null if the file ends within it.</summary>
    public static (uint Type, ReadOnlyMemory<byte> Content, uint Checksum)? Split(ReadOnlyMemory<byte> file)
    {
        if (file.Length < Overhead)
        {
            return null;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(file.Span);
        if (length > file.Length - Overhead)
        {
            return null;
        }

        uint type = BinaryPrimitives.ReadUInt32BigEndian(file.Span[4..]);
        return (type, file.Slice(8, (int)length), BinaryPrimitives.ReadUInt32BigEndian(file.Span[(8 + (int)length)..]));
    }

    private static (uint Type, ReadOnlyMemory<byte> Content) Next(PictureFile file, ReadOnlyMemory<byte> rest)
    {
        if (Split(rest) is not (uint type, ReadOnlyMemory<byte> content, uint checksum))
        {
            throw file.Cut("a PNG's chunks up to IEND");
        }

        if (Crc32.HashToUInt32(rest.Span.Slice(4, content.Length + 4)) != checksum)
        {
            throw file.Problem($"the PNG's {PngChunkType.Name(type)} chunk doesn't match its checksum: the file is damaged");
        }

        return (type, content);
    }

    private void Add(PictureFile file, uint type, uint previous, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> rest)
    {
        switch (type)
        {
            case PngChunkType.Palette:
                if (!Palette.IsEmpty || !Data.IsEmpty)
                {
                    throw Misplaced(file, type);
                }

                if (content.Length % 3 != 0 || content.Length is 0 or > 3 * 256)
                {
                    throw file.Problem($"expected 1 to 256 colours in the PNG's palette but found {content.Length} bytes");
                }

                Palette = content;
                break;
            case PngChunkType.Transparency:
                if (!Transparency.IsEmpty || !Data.IsEmpty || (Header.Color == PngColor.Palette && Palette.IsEmpty))
                {
                    throw Misplaced(file, type);
                }

                Transparency = content;
                break;
            case PngChunkType.Data:
                if (Data.IsEmpty)
                {
                    Data = rest;
                }
                else if (previous != PngChunkType.Data)
                {
                    throw Misplaced(file, type);
                }

                DataLength += content.Length;
                break;
            default:
                // A capital first letter marks a chunk that a reader must understand.
                if ((type & 0x20000000) == 0)
                {
                    throw Misplaced(file, type);
                }

                break;
        }
    }

    private static PictureFormatException Misplaced(PictureFile file, uint type) =>
        file.Problem($"the PNG's {PngChunkType.Name(type)} chunk is out of place");
}

/// <summary>Chunk types of PNG: four letters as a big-endian number.</summary>
internal static class PngChunkType
{
    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint Transparency = 0x74524E53; // tRNS
    public const uint Data = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND

    public static string Name(uint type) =>
        Encoding.Latin1.GetString([(byte)(type >> 24), (byte)(type >> 16), (byte)(type >> 8), (byte)type]);
}

/// <summary>The content of consecutive IDAT chunks as one stream.</summary>
/// <param name="file">The file from the first of them on.</param>
internal sealed class PngDataStream(ReadOnlyMemory<byte> file) : Stream
{
    private ReadOnlyMemory<byte> _file = file;
    private ReadOnlyMemory<byte> _chunk;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_chunk.IsEmpty)
        {
            if (PngChunks.Split(_file) is not (PngChunkType.Data, ReadOnlyMemory<byte> content, _))
            {
                return 0;
            }

            _chunk = content;
            _file = _file[(content.Length + PngChunks.Overhead)..];
        }

        int count = Math.Min(buffer.Length, _chunk.Length);
        _chunk.Span[..count].CopyTo(buffer);
        _chunk = _chunk[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>The IHDR chunk of a PNG.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColor Color, bool IsInterlaced)
{
    public const int Length = 13;

    /// <summary>Samples in a pixel.</summary>
    public int Channels => Color switch
    {
        PngColor.Gray or PngColor.Palette => 1,
        PngColor.GrayAlpha => 2,
        PngColor.Rgb => 3,
        _ => 4,
    };

    public int BitsPerPixel => Channels * BitDepth;

    /// <summary>The distance in bytes to what filters call the pixel on the left.</summary>
    public int FilterDistance => Math.Max(1, BitsPerPixel / 8);

    /// <summary>The length of all rows of all passes with their filter bytes, in bytes.</summary>
    public long UnpackedLength
    {
        get
        {
            long length = 0;
            foreach (PngPass pass in PngPass.Of(IsInterlaced))
            {
                (int width, int height) = pass.SizeIn(Width, Height);
                length += width == 0 ? 0 : height * (1L + RowLength(width));
            }

            return length;
        }
    }

    public static PngHeader Parse(PictureFile file, ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != Length)
        {
            throw file.Problem($"expected {Length} bytes in the PNG's IHDR chunk but found {chunk.Length}");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        file.CheckSize(width, height);
        (int depth, int color) = (chunk[8], chunk[9]);
        (int compression, int filter, int interlace) = (chunk[10], chunk[11], chunk[12]);
        bool isKnown = (PngColor)color switch
        {
            PngColor.Gray => depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GrayAlpha or PngColor.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!isKnown)
        {
            throw file.Problem($"expected a valid colour type and bit depth in the PNG but found {color} and {depth}");
        }

        if (compression != 0 || filter != 0 || interlace > 1)
        {
            throw file.Problem($"expected compression 0, filter 0 and interlace 0 or 1 in the PNG but found {compression}, {filter} and {interlace}");
        }

        return new PngHeader((int)width, (int)height, depth, (PngColor)color, interlace == 1);
    }

    /// <summary>The length of a row of the given number of pixels without its filter byte, in bytes.</summary>
    public int RowLength(int width) => (int)((((long)width * BitsPerPixel) + 7) / 8);
}

/// <summary>The colour types of PNG, numbered as in the file.</summary>
internal enum PngColor
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

/// <summary>One pass of an interlaced PNG: the first pixel, and the steps to the next column and row.</summary>
internal readonly record struct PngPass(int Left, int Top, int StepX, int StepY)
{
    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    public static ReadOnlySpan<PngPass> Of(bool isInterlaced) => isInterlaced ? Adam7 : Whole;

    /// <summary>The size of the pass in a picture of the given size. In a small one it may be empty.</summary>
    public (int Width, int Height) SizeIn(int width, int height) =>
        ((width - Left + StepX - 1) / StepX, (height - Top + StepY - 1) / StepY);
}
