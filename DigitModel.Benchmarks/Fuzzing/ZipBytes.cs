using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>Builds a zip by hand, so that it can be wrong in any way.</summary>
internal sealed class ZipBytes
{
    private const ushort Deflate = 8;

    private readonly List<byte> _bytes = [];
    private readonly List<byte> _list = [];
    private ushort _count;

    /// <summary>Adds an entry.</summary>
    /// <param name="name">Its name, which need not be valid.</param>
    /// <param name="content">Its content.</param>
    /// <param name="packed">Whether it is compressed.</param>
    /// <param name="length">The uncompressed length to declare, if it is not the real one.</param>
    public ZipBytes Add(string name, ReadOnlySpan<byte> content, bool packed = false, uint? length = null) =>
        AddStored(name, packed ? Pack(content) : content, packed ? Deflate : (ushort)0, length ?? (uint)content.Length, Crc32.HashToUInt32(content));

    /// <summary>Adds an entry from bytes as they are stored in the file.</summary>
    public ZipBytes AddStored(string name, ReadOnlySpan<byte> stored, ushort method, uint length, uint crc)
    {
        int place = _bytes.Count;
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);

        // Version, flags (UTF-8), method, time, date, checksum, compressed length, length, lengths of name and extra field.
        byte[] common = new byte[26];
        (common[0], common[3]) = (20, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(4), method);
        (common[8], common[9]) = (0x21, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(common.AsSpan(10), crc);
        BinaryPrimitives.WriteInt32LittleEndian(common.AsSpan(14), stored.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(common.AsSpan(18), length);
        BinaryPrimitives.WriteUInt16LittleEndian(common.AsSpan(22), (ushort)nameBytes.Length);
        _bytes.AddRange("PK\u0003\u0004"u8);
        _bytes.AddRange(common);
        _bytes.AddRange(nameBytes);
        _bytes.AddRange(stored);
        List(common, nameBytes, (uint)place);
        return this;
    }

    /// <summary>Lists the last entry again under another name, so that two names share the same bytes.</summary>
    public ZipBytes AddAlias(string name)
    {
        byte[] listed = [.. _list];
        int last = listed.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        uint place = BinaryPrimitives.ReadUInt32LittleEndian(listed.AsSpan(last + 42));
        List(listed.AsSpan(last + 6, 26), Encoding.UTF8.GetBytes(name), place);
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        byte[] end = [.. "PK\u0005\u0006"u8, .. new byte[18]];
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), _count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), _count);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(12), _list.Count);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(16), _bytes.Count);
        return [.. _bytes, .. _list, .. end];
    }

    public static byte[] Pack(ReadOnlySpan<byte> content)
    {
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Fastest))
        {
            deflate.Write(content);
        }

        return packed.ToArray();
    }

    private void List(ReadOnlySpan<byte> common, ReadOnlySpan<byte> name, uint place)
    {
        Span<byte> lengths = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(lengths, (ushort)name.Length);
        byte[] rest = new byte[14];
        BinaryPrimitives.WriteUInt32LittleEndian(rest.AsSpan(10), place);
        _list.AddRange([.. "PK\u0001\u0002"u8, 20, 0]);
        _list.AddRange(common[..22]);
        _list.AddRange(lengths);
        _list.AddRange(common[24..]);
        _list.AddRange(rest);
        _list.AddRange(name);
        _count++;
    }
}
