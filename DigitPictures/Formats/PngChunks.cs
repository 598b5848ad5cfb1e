using System.Buffers.Binary;

namespace DigitPictures.Formats;

/// <summary>What is in a PNG, chunk by chunk; all of them have been checked against their checksums.</summary>
internal sealed class PngChunks
{
    private const int Overhead = 12;

    private PngChunks(PngHeader header) => Header = header;

    public PngHeader Header { get; }

    /// <summary>Three bytes for each colour of the palette.</summary>
    public ReadOnlyMemory<byte> Palette { get; private set; }

    /// <summary>What the tRNS chunk holds, empty without one.</summary>
    public ReadOnlyMemory<byte> Transparency { get; private set; }

    /// <summary>The file from the first chunk of pixels on.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    /// <summary>Bytes in all chunks of pixels together.</summary>
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

    /// <summary>Takes the first chunk apart, without a checksum's proof.</summary>
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

        if (Crc32.Of(rest.Span.Slice(4, content.Length + 4)) != checksum)
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
                // Others may be skipped, unless their name begins with a capital.
                if ((type & 0x20000000) == 0)
                {
                    throw Misplaced(file, type);
                }

                break;
        }
    }

    private static PictureFormatException Misplaced(PictureFile file, uint type) =>
        file.Problem($"the PNG's {PngChunkType.Name(type)} chunk stands where none was expected");
}
