using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DigitEngine.Persistence.Onnx;

/// <summary>ONNX's <c>ModelProto</c>: a file.</summary>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="OpsetVersion">The version of the standard operators.</param>
/// <param name="ProducerName">The program that wrote it.</param>
/// <param name="ProducerVersion">That program's version.</param>
/// <param name="Description">For people.</param>
/// <param name="Graph">What is computed.</param>
internal sealed record OnnxModel(
    long IrVersion, long OpsetVersion, string ProducerName, string ProducerVersion, string Description, OnnxGraph Graph)
{
    /// <summary>The versions of other sets of operators, by domain. Written only.</summary>
    public IReadOnlyList<(string Domain, long Version)> OtherOpsets { get; init; } = [];

    /// <summary>The entries of <c>metadata_props</c>, in the order of the file.</summary>
    public IReadOnlyList<(string Key, string Value)> Properties { get; init; } = [];
}

/// <summary>ONNX's <c>GraphProto</c>: what is computed.</summary>
/// <param name="Name">The graph's name.</param>
/// <param name="Nodes">The operations, each after those whose results it takes.</param>
/// <param name="Initializers">The constants: weights, and the shapes of <c>Reshape</c>.</param>
/// <param name="Inputs">What the caller passes in.</param>
/// <param name="Outputs">What the caller gets.</param>
internal sealed record OnnxGraph(
    string Name,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxTensor> Initializers,
    IReadOnlyList<OnnxValue> Inputs,
    IReadOnlyList<OnnxValue> Outputs);

/// <summary>ONNX's <c>ValueInfoProto</c> of a tensor: an input or an output of the graph.</summary>
internal sealed record OnnxValue(string Name, OnnxDataType Type, IReadOnlyList<OnnxDimension> Dimensions);

/// <summary>One side of a value's shape: a number, or a name if the caller chooses the number.</summary>
internal readonly record struct OnnxDimension(long? Value, string Name = "")
{
    public override string ToString() => Value is long value ? FormattableString.Invariant($"{value}") : Name;
}

/// <summary>ONNX's <c>NodeProto</c>: one operation.</summary>
/// <param name="Operator">Such as <c>Conv</c>.</param>
/// <param name="Domain">Empty for the standard operators.</param>
/// <param name="Name">The node's own name.</param>
/// <param name="Inputs">Names of values; an empty one stands for an optional input that is not given.</param>
/// <param name="Outputs">Names of values.</param>
/// <param name="Attributes">The operation's settings.</param>
internal sealed record OnnxNode(
    string Operator,
    string Domain,
    string Name,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>Whether another node is the same in every respect.</summary>
    public bool IsSame(OnnxNode other) =>
        Operator == other.Operator
        && Domain == other.Domain
        && Name == other.Name
        && Inputs.SequenceEqual(other.Inputs)
        && Outputs.SequenceEqual(other.Outputs)
        && Attributes.Count == other.Attributes.Count
        && Attributes.Zip(other.Attributes).All(pair => pair.First.IsSame(pair.Second));
}

/// <summary>ONNX's <c>AttributeProto</c>: a setting of a node. Only the member for its <see cref="Type"/> is used.</summary>
internal sealed record OnnxAttribute(string Name, OnnxAttributeType Type)
{
    public float Float { get; init; }

    public long Int { get; init; }

    public string Text { get; init; } = "";

    public IReadOnlyList<long> Ints { get; init; } = [];

    public IReadOnlyList<float> Floats { get; init; } = [];

    public IReadOnlyList<string> Texts { get; init; } = [];

    public OnnxTensor? Tensor { get; init; }

    public static OnnxAttribute Of(string name, float value) => new(name, OnnxAttributeType.Float) { Float = value };

    public static OnnxAttribute Of(string name, long value) => new(name, OnnxAttributeType.Int) { Int = value };

    public static OnnxAttribute Of(string name, params long[] values) => new(name, OnnxAttributeType.Ints) { Ints = values };

    public static OnnxAttribute Of(string name, OnnxTensor value) => new(name, OnnxAttributeType.Tensor) { Tensor = value };

    public static OnnxAttribute Of(string name, params string[] values) => new(name, OnnxAttributeType.Texts) { Texts = values };

    /// <summary>Whether another attribute says the same.</summary>
    public bool IsSame(OnnxAttribute other) =>
        Name == other.Name
        && Type == other.Type
        && Float.Equals(other.Float)
        && Int == other.Int
        && Text == other.Text
        && Ints.SequenceEqual(other.Ints)
        && Floats.SequenceEqual(other.Floats)
        && Texts.SequenceEqual(other.Texts)
        && (Tensor is null ? other.Tensor is null : other.Tensor is not null && Tensor.IsSame(other.Tensor));
}

/// <summary>ONNX's <c>AttributeProto.AttributeType</c>; only the types that are used here have a name.</summary>
internal enum OnnxAttributeType
{
    Undefined = 0,
    Float = 1,
    Int = 2,
    Text = 3,
    Tensor = 4,
    Floats = 6,
    Ints = 7,
    Texts = 8,
}

/// <summary>ONNX's <c>TensorProto</c>: a constant.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Dimensions">The shape; empty for a single number.</param>
/// <param name="Data">The elements, row-major and little-endian.</param>
internal sealed record OnnxTensor(string Name, OnnxDataType Type, IReadOnlyList<long> Dimensions, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether the elements are in another file.</summary>
    public bool IsExternal { get; init; }

    /// <summary>The elements if they are texts; <see cref="Data"/> is then empty.</summary>
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

    /// <summary>A constant of half precision (IEEE 754's binary16), or null if that can't hold all numbers exactly.</summary>
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

    /// <summary>A list of integers.</summary>
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

    /// <summary>Numbers of half precision as <see cref="OnnxDataType.Float"/>.</summary>
    public OnnxTensor Widened(string name)
    {
        float[] values = new float[Data.Length / sizeof(ushort)];
        ReadOnlySpan<byte> data = Data.Span;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(data[(i * sizeof(ushort))..]);
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

    /// <summary>Whether another constant has the same name, shape and elements.</summary>
    public bool IsSame(OnnxTensor other) =>
        Name == other.Name
        && Type == other.Type
        && Dimensions.SequenceEqual(other.Dimensions)
        && Data.Span.SequenceEqual(other.Data.Span)
        && Texts.SequenceEqual(other.Texts)
        && !IsExternal
        && !other.IsExternal;
}

/// <summary>ONNX's <c>TensorProto.DataType</c>; only the types that are used here have a name.</summary>
internal enum OnnxDataType
{
    Undefined = 0,
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
}
