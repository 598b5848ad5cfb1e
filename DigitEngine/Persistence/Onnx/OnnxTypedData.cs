using System.Buffers.Binary;

namespace DigitEngine.Persistence;

/// <summary>A tensor's elements that are written as numbers of the wire format, not as raw bytes.</summary>
internal sealed class OnnxTypedData
{
    /// <summary>More than any list of integers in a network for digits, and than fits into the memory that a file may ask for.</summary>
    private const int MostIntegers = 1 << 20;

    private readonly List<long> _integers = [];
    private readonly List<byte> _bytes = [];

    public bool IsEmpty => _integers.Count == 0 && _bytes.Count == 0;

    /// <summary>Adds one float or double that is not packed.</summary>
    public void AddFixed(WireReader field)
    {
        (ulong bits, int size) = field.Fixed();
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
        _bytes.AddRange(bytes[..size]);
    }

    /// <summary>Adds integers, which are also how numbers of half precision are written.</summary>
    public void AddIntegers(WireReader field) => field.Integers(_integers, MostIntegers);

    /// <summary>The elements as raw data has them.</summary>
    public byte[] ToBytes(OnnxDataType type)
    {
        int size = type switch
        {
            OnnxDataType.Float16 => sizeof(ushort),
            OnnxDataType.Int32 => sizeof(int),
            _ => sizeof(long),
        };
        if (_integers.Count == 0)
        {
            return [.. _bytes];
        }

        byte[] raw = new byte[_integers.Count * size];
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        for (int i = 0; i < _integers.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, _integers[i]);
            bytes[..size].CopyTo(raw.AsSpan(i * size));
        }

        return raw;
    }
}
