using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace DigitPictures.Formats;

/// <summary>Writes 8-bit grey PNG.</summary>
internal static class PngWriter
{
    private const byte BitDepth = 8;
    private const byte Grey = 0;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Write(GrayPicture picture)
    {
        using MemoryStream png = new();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        header[8] = BitDepth;
        header[9] = Grey;
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Packed(picture));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>The compressed rows, each behind the filter byte 0 (none).</summary>
    private static byte[] Packed(GrayPicture picture)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int row = 0; row < picture.Height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(picture.Pixels.Slice(row * picture.Width, picture.Width));
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        byte[] checkedPart = [.. type, .. content];
        png.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(checkedPart));
        png.Write(number);
    }
}
