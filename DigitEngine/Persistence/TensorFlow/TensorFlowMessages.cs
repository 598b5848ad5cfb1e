using System.Buffers.Binary;
using System.Text;
using DigitEngine.Persistence.Protobuf;

namespace DigitEngine.Persistence.TensorFlow;

/// <summary>
/// Writes TensorFlow's <c>GraphDef</c>. The numbers are those of <c>graph.proto</c>, <c>node_def.proto</c>,
/// <c>attr_value.proto</c> and <c>tensor.proto</c>
/// (https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/framework).
/// </summary>
internal static class TensorFlowGraphWriter
{
    /// <summary>The version of graphs that TensorFlow 1.13 wrote: all operations written here are older.</summary>
    private const int ProducerVersion = 27;

    /// <summary>The graph as bytes: the same for the same nodes.</summary>
    public static byte[] Write(IEnumerable<TensorFlowNode> nodes)
    {
        WireMessage graph = new();
        foreach (TensorFlowNode node in nodes)
        {
            graph.Add(1, Node(node));
        }

        return graph.Add(4, new WireMessage().Add(1, ProducerVersion)).ToArray();
    }

    private static WireMessage Node(TensorFlowNode node)
    {
        WireMessage message = new WireMessage().Add(1, node.Name).Add(2, node.Operator);
        foreach (string input in node.Inputs)
        {
            message.Add(3, input);
        }

        // A map is a list of pairs.
        foreach ((string name, WireMessage value) in node.Attributes)
        {
            message.Add(5, new WireMessage().Add(1, name).Add(2, value));
        }

        return message;
    }
}

/// <summary>TensorFlow's <c>NodeDef</c>: one operation.</summary>
/// <param name="Name">The name, which is also that of the node's result.</param>
/// <param name="Operator">Such as <c>Conv2D</c>.</param>
/// <param name="Inputs">Names of the nodes whose results it takes.</param>
/// <param name="Attributes">The operation's settings, each an <c>AttrValue</c>.</param>
internal sealed record TensorFlowNode(
    string Name, string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<(string Name, WireMessage Value)> Attributes);

/// <summary>Makes TensorFlow's <c>AttrValue</c> messages, each of which holds one setting of a node.</summary>
internal static class TensorFlowAttribute
{
    public static WireMessage Of(TensorFlowDataType type) => new WireMessage().Add(6, (long)type);

    public static WireMessage Of(bool value) => new WireMessage().Add(5, value ? 1 : 0);

    public static WireMessage Of(float value) => new WireMessage().Add(4, value);

    public static WireMessage Of(string text) => new WireMessage().Add(2, Encoding.UTF8.GetBytes(text));

    public static WireMessage Of(params ReadOnlySpan<int> integers)
    {
        WireMessage list = new();
        foreach (int integer in integers)
        {
            list.Add(3, integer);
        }

        return new WireMessage().Add(1, list);
    }

    /// <summary>A shape, in which −1 means any number.</summary>
    public static WireMessage OfShape(params ReadOnlySpan<int> sides) => new WireMessage().Add(7, Shape(sides));

    /// <summary>Constant numbers, row-major.</summary>
    public static WireMessage OfTensor(ReadOnlySpan<float> values, params ReadOnlySpan<int> sides)
    {
        byte[] content = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(i * sizeof(float)), values[i]);
        }

        return Tensor(TensorFlowDataType.Float, sides, content);
    }

    /// <summary>Constant integers: <paramref name="values"/> row-major.</summary>
    public static WireMessage OfTensor(ReadOnlySpan<int> values, params ReadOnlySpan<int> sides)
    {
        byte[] content = new byte[values.Length * sizeof(int)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(i * sizeof(int)), values[i]);
        }

        return Tensor(TensorFlowDataType.Int32, sides, content);
    }

    private static WireMessage Tensor(TensorFlowDataType type, ReadOnlySpan<int> sides, byte[] content) => new WireMessage().Add(
        8, new WireMessage().Add(1, (long)type).Add(2, Shape(sides)).Add(4, content));

    private static WireMessage Shape(ReadOnlySpan<int> sides)
    {
        WireMessage shape = new();
        foreach (int side in sides)
        {
            shape.Add(2, new WireMessage().Add(1, side));
        }

        return shape;
    }
}

/// <summary>TensorFlow's <c>DataType</c>, as far as it is used here.</summary>
internal enum TensorFlowDataType
{
    Float = 1,
    Int32 = 3,
}
