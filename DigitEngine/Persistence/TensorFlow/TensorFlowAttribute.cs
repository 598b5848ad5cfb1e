using System.Buffers.Binary;
using System.Text;

namespace DigitEngine.Persistence;

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

    /// <summary>A shape, in which −1 stands for any number.</summary>
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
