using System.Buffers.Binary;
using DigitEngine.Persistence.Protobuf;
using Google.Protobuf;

namespace DigitEngine.Persistence.Onnx;

/// <summary>
/// Reads ONNX files of any origin. Fields that aren't needed are skipped, among them everything that can be nested without limit,
/// such as graphs in attributes. The lengths of lists and names are limited while they are read, so that a small file can't make us
/// allocate much memory.
/// </summary>
internal static class OnnxReader
{
    private const int MostItems = 4096;
    private const int MostOfNode = 256;
    private const int LongestName = 4096;
    private const int LongestDescription = 1 << 20;

    /// <summary>Reads the model in the bytes of a file. Its constants are not copied: they point into the bytes.</summary>
    /// <exception cref="ModelFormatException">The bytes are not an ONNX model, or it is damaged.</exception>
    public static OnnxModel Read(ArraySegment<byte> bytes, string file)
    {
        string? kind = FileKind.Of(bytes.AsSpan(0, Math.Min(bytes.Count, FileKind.Length)));
        if (bytes.Count == 0 || kind is not (null or FileKind.Onnx))
        {
            throw new ModelFormatException(file, $"expected an ONNX network but found {kind ?? "an empty file"}");
        }

        try
        {
            return Model(bytes) ?? throw new ModelFormatException(file, "expected an ONNX network but found none in the file");
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new ModelFormatException(file, e is InvalidDataException ? $"is damaged or is not an ONNX network: {e.Message}" : "is damaged or is not an ONNX network", e);
        }
    }

    private static OnnxModel? Model(ArraySegment<byte> bytes)
    {
        long irVersion = 0, opset = 0;
        string producer = "", producerVersion = "", description = "";
        OnnxGraph? graph = null;
        List<(string Key, string Value)> properties = [];
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: irVersion = fields.Integer(); break;
                case 2: producer = fields.Text(LongestName); break;
                case 3: producerVersion = fields.Text(LongestName); break;
                case 6: description = fields.Text(LongestDescription); break;
                case 7: graph = Graph(fields.Content()); break;
                case 8: opset = StandardOpset(fields.Content()) ?? opset; break;
                case 14: WireReader.AddTo(properties, Property(fields.Content()), MostOfNode); break;
                default: fields.Skip(); break;
            }
        }

        return graph is null
            ? null
            : new(irVersion, opset, producer, producerVersion, description, graph) { Properties = properties };
    }

    private static (string Key, string Value) Property(ArraySegment<byte> bytes)
    {
        string key = "", value = "";
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: key = fields.Text(LongestName); break;
                case 2: value = fields.Text(LongestDescription); break;
                default: fields.Skip(); break;
            }
        }

        return (key, value);
    }

    /// <summary>The version of the standard operators; null if the message is about other operators.</summary>
    private static long? StandardOpset(ArraySegment<byte> bytes)
    {
        string domain = "";
        long version = 0;
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: domain = fields.Text(LongestName); break;
                case 2: version = fields.Integer(); break;
                default: fields.Skip(); break;
            }
        }

        return domain is "" or "ai.onnx" ? version : null;
    }

    private static OnnxGraph Graph(ArraySegment<byte> bytes)
    {
        string name = "";
        List<OnnxNode> nodes = [];
        List<OnnxTensor> initializers = [];
        List<OnnxValue> inputs = [], outputs = [];
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: WireReader.AddTo(nodes, Node(fields.Content()), MostItems); break;
                case 2: name = fields.Text(LongestName); break;
                case 5: WireReader.AddTo(initializers, Tensor(fields.Content()), MostItems); break;
                case 11: WireReader.AddTo(inputs, Value(fields.Content()), MostItems); break;
                case 12: WireReader.AddTo(outputs, Value(fields.Content()), MostItems); break;
                default: fields.Skip(); break;
            }
        }

        return new(name, nodes, initializers, inputs, outputs);
    }

    private static OnnxNode Node(ArraySegment<byte> bytes)
    {
        string name = "", type = "", domain = "";
        List<string> inputs = [], outputs = [];
        List<OnnxAttribute> attributes = [];
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: WireReader.AddTo(inputs, fields.Text(LongestName), MostOfNode); break;
                case 2: WireReader.AddTo(outputs, fields.Text(LongestName), MostOfNode); break;
                case 3: name = fields.Text(LongestName); break;
                case 4: type = fields.Text(LongestName); break;
                case 5: WireReader.AddTo(attributes, Attribute(fields.Content()), MostOfNode); break;
                case 7: domain = fields.Text(LongestName); break;
                default: fields.Skip(); break;
            }
        }

        return new(type, domain == "ai.onnx" ? "" : domain, name, inputs, outputs, attributes);
    }

    private static OnnxAttribute Attribute(ArraySegment<byte> bytes)
    {
        string name = "", text = "";
        long integer = 0;
        float number = 0;
        List<long> integers = [];
        List<float> numbers = [];
        List<string> texts = [];
        OnnxTensor? tensor = null;
        OnnxAttributeType type = OnnxAttributeType.Undefined;
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: name = fields.Text(LongestName); break;
                case 2: number = fields.Single(); break;
                case 3: integer = fields.Integer(); break;
                case 4: text = fields.Text(LongestName); break;
                case 5: tensor = Tensor(fields.Content()); break;
                case 7: fields.Singles(numbers, MostOfNode); break;
                case 8: fields.Integers(integers, MostOfNode); break;
                case 9: WireReader.AddTo(texts, fields.Text(LongestName), MostItems); break;
                case 20: type = (OnnxAttributeType)fields.Integer(); break;
                default: fields.Skip(); break;
            }
        }

        return new(name, type)
        {
            Float = number,
            Int = integer,
            Text = text,
            Ints = integers,
            Floats = numbers,
            Texts = texts,
            Tensor = tensor,
        };
    }

    /// <summary>Reads the constant in the bytes of a file. It points into the bytes.</summary>
    /// <exception cref="ModelFormatException">The bytes are not a constant, or it is damaged.</exception>
    public static OnnxTensor ReadTensor(byte[] bytes, string file)
    {
        try
        {
            return Tensor(new(bytes));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new ModelFormatException(file, $"is damaged or is not an ONNX tensor: {e.Message}", e);
        }
    }

    private static OnnxTensor Tensor(ArraySegment<byte> bytes)
    {
        string name = "";
        OnnxDataType type = OnnxDataType.Undefined;
        List<long> dimensions = [];
        List<string> texts = [];
        ReadOnlyMemory<byte> data = default;
        OnnxTypedData typed = new();
        bool isExternal = false;
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: fields.Integers(dimensions, MostOfNode); break;
                case 2: type = (OnnxDataType)fields.Integer(); break;
                case 6: WireReader.AddTo(texts, fields.Text(LongestName), MostItems); break;
                case 8: name = fields.Text(LongestName); break;

                // Packed floats (field 4) and raw data (field 9) are the same bytes; so are packed doubles (field 10).
                case 4 or 10 when fields.Kind != WireFormat.WireType.LengthDelimited: typed.AddFixed(fields); break;
                case 4 or 9 or 10: data = fields.Content(); break;
                case 5 or 7: typed.AddIntegers(fields); break;
                case 14: isExternal = fields.Integer() != 0; break;
                default: fields.Skip(); break;
            }
        }

        return new(name, type, dimensions, typed.IsEmpty ? data : typed.ToBytes(type)) { IsExternal = isExternal, Texts = texts };
    }

    private static OnnxValue Value(ArraySegment<byte> bytes)
    {
        string name = "";
        (OnnxDataType Type, List<OnnxDimension> Dimensions) tensor = (OnnxDataType.Undefined, []);
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: name = fields.Text(LongestName); break;
                case 2: tensor = Type(fields.Content()); break;
                default: fields.Skip(); break;
            }
        }

        return new(name, tensor.Type, tensor.Dimensions);
    }

    private static (OnnxDataType Type, List<OnnxDimension> Dimensions) Type(ArraySegment<byte> bytes)
    {
        (OnnxDataType Type, List<OnnxDimension> Dimensions) tensor = (OnnxDataType.Undefined, []);
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            if (fields.Field == 1)
            {
                tensor = TensorType(fields.Content());
            }
            else
            {
                fields.Skip();
            }
        }

        return tensor;
    }

    private static (OnnxDataType Type, List<OnnxDimension> Dimensions) TensorType(ArraySegment<byte> bytes)
    {
        OnnxDataType type = OnnxDataType.Undefined;
        List<OnnxDimension> dimensions = [];
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: type = (OnnxDataType)fields.Integer(); break;
                case 2: Shape(fields.Content(), dimensions); break;
                default: fields.Skip(); break;
            }
        }

        return (type, dimensions);
    }

    private static void Shape(ArraySegment<byte> bytes, List<OnnxDimension> dimensions)
    {
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            if (fields.Field == 1)
            {
                WireReader.AddTo(dimensions, Dimension(fields.Content()), MostOfNode);
            }
            else
            {
                fields.Skip();
            }
        }
    }

    private static OnnxDimension Dimension(ArraySegment<byte> bytes)
    {
        OnnxDimension dimension = default;
        using WireReader fields = new(bytes);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: dimension = new(fields.Integer()); break;
                case 2: dimension = new(null, fields.Text(LongestName)); break;
                default: fields.Skip(); break;
            }
        }

        return dimension;
    }
}

/// <summary>The elements of a constant that are stored one by one as numbers, not as raw bytes.</summary>
internal sealed class OnnxTypedData
{
    /// <summary>More integers than any constant of a network for digits has.</summary>
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

    /// <summary>Adds integers; numbers of half precision are stored as such, too.</summary>
    public void AddIntegers(WireReader field) => field.Integers(_integers, MostIntegers);

    /// <summary>The elements as raw bytes.</summary>
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
