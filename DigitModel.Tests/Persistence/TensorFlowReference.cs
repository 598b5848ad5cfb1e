using System.Text;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Protobuf;

namespace MlNetDigits.Tests.Persistence;

/// <summary>
/// Reads a GraphDef by its field numbers and computes it as the operations' documentation words it: one image, in double,
/// nothing clever.
/// </summary>
internal sealed class TensorFlowReference
{
    private readonly Dictionary<string, (double[] Values, int[] Sides)> _values = [];

    private TensorFlowReference()
    {
    }

    public static double[] Run(byte[] graph, double[] image)
    {
        TensorFlowReference reference = new();
        foreach (ArraySegment<byte> bytes in Fields(new(graph), 1))
        {
            string name = Text(bytes, 1);
            Dictionary<string, ArraySegment<byte>> attributes = Fields(bytes, 5).ToDictionary(pair => Text(pair, 1), pair => Fields(pair, 2).Single());
            reference._values.Add(name, reference.Run(Text(bytes, 2), [.. Fields(bytes, 3).Select(input => Encoding.UTF8.GetString(input))], attributes, image));
        }

        return reference._values[TensorFlowFile.OutputName].Values;
    }

    private (double[] Values, int[] Sides) Run(
        string type, string[] inputs, Dictionary<string, ArraySegment<byte>> attributes, double[] image)
    {
        (double[] x, int[] sides) = inputs.Length > 0 ? _values[inputs[0]] : ([], []);
        double[] Input(int i) => _values[inputs[i]].Values;
        switch (type)
        {
            case "Placeholder":
                int[] shape = Shape(Fields(attributes["shape"], 7).Single());
                Assert.Equal(-1, shape[0]);
                return (image, [1, .. shape[1..]]);
            case "Const":
                return Tensor(Fields(attributes["value"], 8).Single());
            case "Relu":
                return ([.. x.Select(value => Math.Max(0, value))], sides);
            case "BiasAdd":
                return ([.. x.Select((value, i) => value + Input(1)[i % Input(1).Length])], sides);
            case "AddN":
                return ([.. x.Select((_, i) => inputs.Sum(input => _values[input].Values[i]))], sides);
            case "RealDiv":
                return ([.. x.Select(value => value / Input(1).Single())], sides);
            case "Softmax":
                double sum = x.Sum(value => Math.Exp(value - x.Max()));
                return ([.. x.Select(value => Math.Exp(value - x.Max()) / sum)], sides);
            case "Reshape":
                return (x, [1, .. Input(1)[1..].Select(side => (int)side)]);
            case "FusedBatchNorm":
                double epsilon = Number(attributes["epsilon"]);
                return ([.. x.Select((value, i) => Normalize(value, i % sides[^1]))], sides);
                double Normalize(double value, int c) => ((value - Input(3)[c]) / Math.Sqrt(Input(4)[c] + epsilon) * Input(1)[c]) + Input(2)[c];
            case "MatMul":
                int units = _values[inputs[1]].Sides[1];
                return ([.. Enumerable.Range(0, units).Select(unit => x.Select((value, i) => value * Input(1)[(i * units) + unit]).Sum())], [1, units]);
            case "Pad":
                return Windows(x, sides, [1, 1], [1, 1], [(int)Input(1)[2], (int)Input(1)[4]], [(int)Input(1)[3], (int)Input(1)[5]], sides[3], (c, window) => window(0, c));
            case "Conv2D":
                (double[] w, int[] k) = _values[inputs[1]];
                (int[] before, int[] after) = Padding(attributes, sides, k);
                return Windows(x, sides, k, Strides(attributes), before, after, k[3], (output, window) => Enumerable.Range(0, k[0] * k[1] * k[2])
                    .Sum(i => window(i / k[2], i % k[2]) * w[(i * k[3]) + output]));
            case "MaxPool":
                int[] size = Integers(attributes["ksize"])[1..3];
                return Windows(x, sides, size, Strides(attributes), [0, 0], [0, 0], sides[3], (c, window) => Enumerable.Range(0, size[0] * size[1]).Max(i => window(i, c)));
            default:
                throw new InvalidOperationException(type);
        }
    }

    private delegate double Pixel(int place, int channel);

    private static (double[] Values, int[] Sides) Windows(
        double[] x, int[] sides, int[] window, int[] strides, int[] before, int[] after, int channels, Func<int, Pixel, double> compute)
    {
        int height = ((sides[1] + before[0] + after[0] - window[0]) / strides[0]) + 1, width = ((sides[2] + before[1] + after[1] - window[1]) / strides[1]) + 1;
        double[] y = new double[height * width * channels];
        for (int i = 0; i < y.Length; i++)
        {
            int top = (i / channels / width * strides[0]) - before[0], left = (i / channels % width * strides[1]) - before[1];
            y[i] = compute(i % channels, (place, channel) =>
            {
                int row = top + (place / window[1]), column = left + (place % window[1]);
                bool inside = row >= 0 && row < sides[1] && column >= 0 && column < sides[2];
                return inside ? x[(((row * sides[2]) + column) * sides[3]) + channel] : 0;
            });
        }

        return (y, [1, height, width, channels]);
    }

    private static int[] Strides(Dictionary<string, ArraySegment<byte>> attributes) => Integers(attributes["strides"])[1..3];

    private static (int[] Before, int[] After) Padding(Dictionary<string, ArraySegment<byte>> attributes, int[] sides, int[] kernel)
    {
        if (Encoding.UTF8.GetString(Fields(attributes["padding"], 2).Single()) == "VALID")
        {
            return ([0, 0], [0, 0]);
        }

        int[] strides = Strides(attributes), all = new int[2];
        for (int i = 0; i < 2; i++)
        {
            int output = (sides[i + 1] + strides[i] - 1) / strides[i];
            all[i] = Math.Max(((output - 1) * strides[i]) + kernel[i] - sides[i + 1], 0);
        }

        return ([all[0] / 2, all[1] / 2], [all[0] - (all[0] / 2), all[1] - (all[1] / 2)]);
    }

    private static (double[] Values, int[] Sides) Tensor(ArraySegment<byte> tensor)
    {
        byte[] content = [.. Fields(tensor, 4).Single()];
        bool isFloat = Integer(tensor, 1) == 1;
        double[] values = new double[content.Length / 4];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = isFloat ? BitConverter.ToSingle(content, i * 4) : BitConverter.ToInt32(content, i * 4);
        }

        int[] sides = Shape(Fields(tensor, 2).Single());
        Assert.Equal(values.Length, sides.Aggregate(1, (product, side) => product * side));
        return (values, sides);
    }

    private static int[] Shape(ArraySegment<byte> shape) => [.. Fields(shape, 2).Select(side => (int)Integer(side, 1))];

    private static int[] Integers(ArraySegment<byte> attribute)
    {
        List<long> integers = [];
        using WireReader list = new(Fields(attribute, 1).Single());
        while (list.Next())
        {
            list.Integers(integers, 16);
        }

        return [.. integers.Select(integer => (int)integer)];
    }

    private static float Number(ArraySegment<byte> attribute)
    {
        using WireReader reader = new(attribute);
        Assert.True(reader.Next() && reader.Field == 4);
        return reader.Single();
    }

    private static string Text(ArraySegment<byte> message, int field) => Encoding.UTF8.GetString(Fields(message, field).Single());

    private static long Integer(ArraySegment<byte> message, int field)
    {
        using WireReader reader = new(message);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                return reader.Integer();
            }

            reader.Skip();
        }

        return 0;
    }

    private static List<ArraySegment<byte>> Fields(ArraySegment<byte> message, int field)
    {
        List<ArraySegment<byte>> found = [];
        using WireReader reader = new(message);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                found.Add(reader.Content());
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }
}
