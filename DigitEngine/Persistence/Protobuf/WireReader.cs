using System.Text;
using Google.Protobuf;

namespace DigitEngine.Persistence.Protobuf;

/// <summary>
/// Reads the fields of one protocol-buffers message. Nothing is copied, and a length is trusted only if that many bytes are known
/// to follow. Damaged bytes end in an <see cref="InvalidProtocolBufferException"/> or an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class WireReader : IDisposable
{
    private readonly byte[] _bytes;
    private readonly CodedInputStream _input;

    public WireReader(ArraySegment<byte> message)
    {
        _bytes = message.Array ?? [];
        _input = new(_bytes, message.Offset, message.Count);
    }

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>How the field is encoded.</summary>
    public WireFormat.WireType Kind { get; private set; }

    /// <summary>Moves to the next field, which must then be read or skipped; false at the end.</summary>
    public bool Next()
    {
        uint tag = _input.ReadTag();
        Field = WireFormat.GetTagFieldNumber(tag);
        Kind = WireFormat.GetTagWireType(tag);
        return tag != 0;
    }

    public void Dispose() => _input.Dispose();

    public void Skip() => _input.SkipLastField();

    public long Integer()
    {
        Expect(WireFormat.WireType.Varint);
        return _input.ReadInt64();
    }

    public float Single()
    {
        Expect(WireFormat.WireType.Fixed32);
        return _input.ReadFloat();
    }

    /// <summary>The content of a nested message or of bytes: a part of the array that is being read.</summary>
    public ArraySegment<byte> Content()
    {
        Expect(WireFormat.WireType.LengthDelimited);
        int start = (int)_input.Position;
        _input.SkipLastField();
        int end = (int)_input.Position;
        using CodedInputStream prefix = new(_bytes, start, end - start);
        int length = prefix.ReadLength();
        return new(_bytes, end - length, length);
    }

    public string Text(int longest)
    {
        ArraySegment<byte> content = Content();
        return content.Count <= longest
            ? Encoding.UTF8.GetString(content)
            : throw new InvalidDataException($"a name of {content.Count} bytes");
    }

    /// <summary>Adds the numbers of a repeated field, written one by one or packed.</summary>
    public void Integers(List<long> values, int most)
    {
        if (Kind == WireFormat.WireType.Varint)
        {
            AddTo(values, _input.ReadInt64(), most);
            return;
        }

        ArraySegment<byte> content = Content();
        using CodedInputStream packed = new(_bytes, content.Offset, content.Count);
        while (!packed.IsAtEnd)
        {
            AddTo(values, packed.ReadInt64(), most);
        }
    }

    /// <summary>Adds the numbers of a repeated field, written one by one or packed.</summary>
    public void Singles(List<float> values, int most)
    {
        if (Kind == WireFormat.WireType.Fixed32)
        {
            AddTo(values, _input.ReadFloat(), most);
            return;
        }

        ArraySegment<byte> content = Content();
        using CodedInputStream packed = new(_bytes, content.Offset, content.Count);
        while (!packed.IsAtEnd)
        {
            AddTo(values, packed.ReadFloat(), most);
        }
    }

    /// <summary>The bits of a number of four or eight bytes.</summary>
    public (ulong Bits, int Size) Fixed() => Kind switch
    {
        WireFormat.WireType.Fixed32 => (_input.ReadFixed32(), sizeof(uint)),
        WireFormat.WireType.Fixed64 => (_input.ReadFixed64(), sizeof(ulong)),
        _ => throw new InvalidDataException($"field {Field} is {Kind}, not a number"),
    };

    /// <summary>Adds to a list, up to a number of items.</summary>
    public static void AddTo<T>(List<T> list, T item, int most)
    {
        if (list.Count == most)
        {
            throw new InvalidDataException($"more than {most} items in a list");
        }

        list.Add(item);
    }

    private void Expect(WireFormat.WireType kind)
    {
        if (Kind != kind)
        {
            throw new InvalidDataException($"field {Field} is {Kind}, not {kind}");
        }
    }
}
