using DigitEngine;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>Damages ONNX as messages: every byte of it is well-formed afterwards, whatever it means.</summary>
internal static class OnnxMutations
{
    private static readonly string[] Operators =
    [
        "Conv", "MaxPool", "Relu", "BatchNormalization", "Transpose", "Flatten", "Reshape", "Gemm", "Mean", "Div", "Softmax", "Cast",
        "Add", "Mul", "Sub", "MatMul", "AveragePool", "GlobalAveragePool", "Pad", "Squeeze", "Unsqueeze", "Shape", "Gather", "Concat", "Sum",
        "", "Loop", "Einsum\n", "conv",
    ];

    private static readonly string[] Attributes =
    [
        "kernel_shape", "strides", "pads", "dilations", "group", "auto_pad", "ceil_mode", "epsilon", "momentum", "axis", "perm", "to",
        "alpha", "transB", "allowzero", "axes", "value_ints", "mode", "", "x",
    ];

    private static readonly float[] Floats =
        [0, -0f, 1, -1, 2, 1e-38f, 1e-45f, 1e38f, float.MaxValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    private static readonly long[] Sizes = [0, 1, 2, 3, 5, 10, 64, 65, 784, 65536, 65537, 1 << 22, int.MaxValue, 1L << 32, long.MaxValue, -1, long.MinValue];

    /// <summary>One to three damages.</summary>
    public static OnnxModel Damage(OnnxModel model, ref SeededRandom random)
    {
        for (int count = 1 + random.NextInt32(3); count > 0; count--)
        {
            model = DamageOnce(model, ref random);
        }

        return model;
    }

    private static OnnxModel DamageOnce(OnnxModel model, ref SeededRandom random)
    {
        OnnxGraph graph = model.Graph;
        switch (random.NextInt32(12))
        {
            case 0:
                return model with { OpsetVersion = random.NextInt32(2) == 0 ? 12 + random.NextInt32(12) : Number(ref random) };
            case 1:
                return model with { Graph = graph with { Inputs = Values(graph.Inputs, ref random) } };
            case 2:
                return model with { Graph = graph with { Outputs = Values(graph.Outputs, ref random) } };
            case < 7:
                return model with { Graph = graph with { Initializers = Tensors(graph.Initializers, ref random) } };
            default:
                return model with { Graph = graph with { Nodes = Nodes(graph, ref random) } };
        }
    }

    private static List<OnnxValue> Values(IReadOnlyList<OnnxValue> values, ref SeededRandom random)
    {
        List<OnnxValue> changed = [.. values];
        if (Rearrange(changed, ref random) || changed.Count == 0)
        {
            return changed;
        }

        int place = random.NextInt32(changed.Count);
        OnnxValue value = changed[place];
        List<OnnxDimension> dimensions = [.. value.Dimensions];
        if (random.NextInt32(3) > 0 && dimensions.Count > 0)
        {
            dimensions[random.NextInt32(dimensions.Count)] = new(Number(ref random));
        }
        else
        {
            Rearrange(dimensions, ref random);
        }

        changed[place] = random.NextInt32(8) switch
        {
            0 => value with { Name = "" },
            1 => value with { Type = (OnnxDataType)random.NextInt32(20) },
            _ => value with { Dimensions = dimensions },
        };
        return changed;
    }

    private static List<OnnxTensor> Tensors(IReadOnlyList<OnnxTensor> tensors, ref SeededRandom random)
    {
        List<OnnxTensor> changed = [.. tensors];
        if (random.NextInt32(8) == 0)
        {
            Rearrange(changed, ref random);
        }

        if (changed.Count == 0)
        {
            return changed;
        }

        int place = random.NextInt32(changed.Count);
        OnnxTensor tensor = changed[place];
        changed[place] = random.NextInt32(8) switch
        {
            0 => tensor with { Name = tensors[random.NextInt32(tensors.Count)].Name },
            1 => tensor with { Type = random.NextInt32(2) == 0 ? OnnxDataType.Float16 : (OnnxDataType)random.NextInt32(20) },
            2 => tensor with { Data = ByteMutations.Damage(tensor.Data.Span, ref random) },
            3 => tensor with { Dimensions = Numbers(tensor.Dimensions, ref random) },
            4 => Shrunk(tensor, ref random),
            _ => tensor with { Data = WithFloat(tensor.Data, ref random) },
        };
        return changed;
    }

    /// <summary>Another shape, and as much data as that asks for.</summary>
    private static OnnxTensor Shrunk(OnnxTensor tensor, ref SeededRandom random)
    {
        long[] dimensions = [.. tensor.Dimensions];
        if (dimensions.Length == 0)
        {
            return tensor;
        }

        dimensions[random.NextInt32(dimensions.Length)] = random.NextInt32(8);
        long size = dimensions.Aggregate(1L, (product, side) => product * side);
        byte[] data = new byte[Math.Clamp(size, 0, 1 << 12) * sizeof(float)];
        tensor.Data[..Math.Min(data.Length, tensor.Data.Length)].CopyTo(data);
        return tensor with { Dimensions = dimensions, Data = data };
    }

    private static byte[] WithFloat(ReadOnlyMemory<byte> data, ref SeededRandom random)
    {
        byte[] changed = data.ToArray();
        float value = Floats[random.NextInt32(Floats.Length)];
        if (changed.Length >= sizeof(float))
        {
            BitConverter.TryWriteBytes(changed.AsSpan(random.NextInt32(changed.Length / sizeof(float)) * sizeof(float)), value);
        }

        return changed;
    }

    private static List<OnnxNode> Nodes(OnnxGraph graph, ref SeededRandom random)
    {
        List<OnnxNode> changed = [.. graph.Nodes];
        if (random.NextInt32(3) == 0)
        {
            Rearrange(changed, ref random);
        }

        if (changed.Count == 0)
        {
            return changed;
        }

        int place = random.NextInt32(changed.Count);
        OnnxNode node = changed[place];
        changed[place] = random.NextInt32(12) switch
        {
            0 => node with { Operator = Operators[random.NextInt32(Operators.Length)] },
            1 => node with { Domain = random.NextInt32(2) == 0 ? "ai.onnx" : "com.example\r\n" },
            2 => node with { Name = new string('n', 1 << random.NextInt32(13)) },
            3 or 4 => node with { Inputs = Names(node.Inputs, graph, ref random) },
            5 => node with { Outputs = Names(node.Outputs, graph, ref random) },
            _ => node with { Attributes = Settings(node.Attributes, ref random) },
        };
        return changed;
    }

    /// <summary>Inputs or outputs: others of the graph, so that there are cycles, none, or one more.</summary>
    private static List<string> Names(IReadOnlyList<string> names, OnnxGraph graph, ref SeededRandom random)
    {
        List<string> changed = [.. names];
        if (Rearrange(changed, ref random) || changed.Count == 0)
        {
            return changed;
        }

        int place = random.NextInt32(changed.Count);
        changed[place] = random.NextInt32(4) switch
        {
            0 => "",
            1 when graph.Initializers.Count > 0 => graph.Initializers[random.NextInt32(graph.Initializers.Count)].Name,
            _ => graph.Nodes[random.NextInt32(graph.Nodes.Count)] is { Outputs: [var output, ..] } ? output : "none",
        };
        return changed;
    }

    private static List<OnnxAttribute> Settings(IReadOnlyList<OnnxAttribute> attributes, ref SeededRandom random)
    {
        List<OnnxAttribute> changed = [.. attributes];
        if (random.NextInt32(4) == 0)
        {
            Rearrange(changed, ref random);
        }

        if (changed.Count == 0)
        {
            changed.Add(OnnxAttribute.Of(Attributes[random.NextInt32(Attributes.Length)], 1L));
        }

        int place = random.NextInt32(changed.Count);
        OnnxAttribute attribute = changed[place];
        string name = random.NextInt32(4) == 0 ? Attributes[random.NextInt32(Attributes.Length)] : attribute.Name;
        changed[place] = random.NextInt32(6) switch
        {
            0 => OnnxAttribute.Of(name, Floats[random.NextInt32(Floats.Length)]),
            1 => new(name, OnnxAttributeType.Text) { Text = random.NextInt32(2) == 0 ? "SAME_UPPER" : "\u001b" },
            2 => OnnxAttribute.Of(name, Number(ref random)),
            3 => attribute with { Name = name },
            _ => OnnxAttribute.Of(name, [.. Numbers(attribute.Ints, ref random)]),
        };
        return changed;
    }

    private static List<long> Numbers(IReadOnlyList<long> numbers, ref SeededRandom random)
    {
        List<long> changed = [.. numbers];
        if (random.NextInt32(4) == 0)
        {
            Rearrange(changed, ref random);
        }

        if (changed.Count > 0)
        {
            changed[random.NextInt32(changed.Count)] = random.NextInt32(2) == 0 ? random.NextInt32(8) : Number(ref random);
        }

        return changed;
    }

    private static long Number(ref SeededRandom random) => Sizes[random.NextInt32(Sizes.Length)];

    /// <summary>Leaves an item out, doubles one, or exchanges two; sometimes nothing, and says so.</summary>
    private static bool Rearrange<T>(List<T> items, ref SeededRandom random)
    {
        if (items.Count == 0)
        {
            return false;
        }

        int place = random.NextInt32(items.Count);
        int other = random.NextInt32(items.Count);
        switch (random.NextInt32(6))
        {
            case 0:
                items.RemoveAt(place);
                return true;
            case 1:
                items.Insert(other, items[place]);
                return true;
            case 2:
                (items[place], items[other]) = (items[other], items[place]);
                return true;
            default:
                return false;
        }
    }
}
