using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DigitEngine.Persistence;

/// <summary>ONNX's <c>TensorProto</c>: a constant.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">What the elements are.</param>
/// <param name="Dimensions">The shape; empty for a single number.</param>
/// <param name="Data">The elements, row-major and little-endian.</param>
internal sealed record OnnxTensor(string Name, OnnxDataType Type, IReadOnlyList<long> Dimensions, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether the elements lie in another file.</summary>
    public bool IsExternal { get; init; }

    /// <summary>The elements of a tensor of texts, which has no <see cref="Data"/>. Written, never read.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    public static OnnxTensor Of(string name, ReadOnlySpan<float> values, params long[] dimensions)
    {
        byte[] data = new byte[checked(values.Length * sizeof(float))];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(data);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
            }
        }

        return new(name, OnnxDataType.Float, dimensions, data);
    }

    /// <summary>Numbers that half precision (IEEE 754's binary16) holds exactly, or null if there are others among them.</summary>
    public static OnnxTensor? OfHalves(string name, ReadOnlySpan<float> values, params long[] dimensions)
    {
        byte[] data = new byte[checked(values.Length * sizeof(ushort))];
        for (int i = 0; i < values.Length; i++)
        {
            Half half = (Half)values[i];
            if ((float)half != values[i])
            {
                return null;
            }

            BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(i * sizeof(ushort)), half);
        }

        return new(name, OnnxDataType.Float16, dimensions, data);
    }

    /// <summary>A vector of whole numbers.</summary>
    public static OnnxTensor Of(string name, params long[] values)
    {
        byte[] data = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        }

        return new(name, OnnxDataType.Int64, [values.Length], data);
    }

    /// <summary>The elements; the caller has compared <see cref="Data"/>'s length with <see cref="Dimensions"/>.</summary>
    public float[] ToSingles()
    {
        float[] values = new float[Data.Length / sizeof(float)];
        if (BitConverter.IsLittleEndian)
        {
            Data.Span.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(Data.Span[(i * sizeof(float))..]);
            }
        }

        return values;
    }

    /// <summary>Numbers of half precision as <see cref="OnnxDataType.Float"/>, which holds them exactly.</summary>
    public OnnxTensor Widened(string name)
    {
        float[] values = new float[Data.Length / sizeof(ushort)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(Data.Span[(i * sizeof(ushort))..]);
        }

        return Of(name, values, [.. Dimensions]);
    }

    /// <summary>Numbers of double precision as <see cref="OnnxDataType.Float"/>, rounded.</summary>
    public OnnxTensor Narrowed()
    {
        float[] values = new float[Data.Length / sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(Data.Span[(i * sizeof(double))..]);
        }

        return Of(Name, values, [.. Dimensions]);
    }

    /// <summary>Integers of 32 bits as <see cref="OnnxDataType.Int64"/>.</summary>
    public OnnxTensor Lengthened()
    {
        long[] values = new long[Data.Length / sizeof(int)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(Data.Span[(i * sizeof(int))..]);
        }

        return Of(Name, values) with { Dimensions = Dimensions };
    }

    /// <inheritdoc cref="ToSingles"/>
    public long[] ToInt64s()
    {
        long[] values = new long[Data.Length / sizeof(long)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(Data.Span[(i * sizeof(long))..]);
        }

        return values;
    }

    /// <summary>Whether another tensor is of the same name, shape and elements.</summary>
    public bool IsSame(OnnxTensor other) =>
        Name == other.Name
        && Type == other.Type
        && Dimensions.SequenceEqual(other.Dimensions)
        && Data.Span.SequenceEqual(other.Data.Span)
        && !IsExternal
        && !other.IsExternal;
}
