using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>Builds a PNG chunk by chunk, so that it can be wrong in any way.</summary>
internal sealed class PngBytes
{
    private readonly List<byte> _bytes = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public PngBytes Header(uint width, uint height, byte depth = 8, byte color = 0, byte interlace = 0)
    {
        byte[] content = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(content, width);
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(4), height);
        (content[8], content[9], content[12]) = (depth, color, interlace);
        return Chunk("IHDR"u8, content);
    }

    public PngBytes Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        _bytes.AddRange(number);
        byte[] checkedBytes = [.. type, .. content];
        _bytes.AddRange(checkedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(checkedBytes));
        _bytes.AddRange(number);
        return this;
    }

    public PngBytes Data(params byte[] rows) => Chunk("IDAT"u8, Pack(rows));

    public byte[] End() => [.. Chunk("IEND"u8, [])._bytes];

    public static byte[] Pack(byte[] rows)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize))
        {
            zlib.Write(rows);
        }

        return packed.ToArray();
    }
}
