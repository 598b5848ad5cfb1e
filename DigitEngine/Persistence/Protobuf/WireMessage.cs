using Google.Protobuf;

namespace DigitEngine.Persistence.Protobuf;

/// <summary>
/// A protocol-buffers message to write: its fields in the order in which they are added. The length of a message is written
/// before its content, so sizes are summed up while fields are added, and no message is buffered.
/// </summary>
internal sealed class WireMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];

    /// <summary>The number of bytes that <see cref="WriteTo"/> writes.</summary>
    public int Size { get; private set; }

    public WireMessage Add(int field, long value)
    {
        Size += CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeInt64Size(value);
        _fields.Add(output =>
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt64(value);
        });
        return this;
    }

    public WireMessage Add(int field, float value)
    {
        Size += CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeFloatSize(value);
        _fields.Add(output =>
        {
            output.WriteTag(field, WireFormat.WireType.Fixed32);
            output.WriteFloat(value);
        });
        return this;
    }

    public WireMessage Add(int field, string value)
    {
        Size += CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeStringSize(value);
        _fields.Add(output =>
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteString(value);
        });
        return this;
    }

    /// <summary>Adds bytes, which are not copied.</summary>
    public WireMessage Add(int field, ReadOnlyMemory<byte> value)
    {
        ByteString bytes = UnsafeByteOperations.UnsafeWrap(value);
        Size = checked(Size + CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeBytesSize(bytes));
        _fields.Add(output =>
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(bytes);
        });
        return this;
    }

    /// <summary>Adds a message, which must be complete.</summary>
    public WireMessage Add(int field, WireMessage value)
    {
        int size = value.Size;
        Size = checked(Size + CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeLengthSize(size) + size);
        _fields.Add(output =>
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteLength(size);
            value.WriteTo(output);
        });
        return this;
    }

    public void WriteTo(CodedOutputStream output)
    {
        foreach (Action<CodedOutputStream> field in _fields)
        {
            field(output);
        }
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        using CodedOutputStream output = new(bytes);
        WriteTo(output);
        output.CheckNoSpaceLeft();
        return bytes;
    }
}
