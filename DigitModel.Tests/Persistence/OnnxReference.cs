using System.Runtime.InteropServices;
using DigitEngine.Persistence;

namespace MlNetDigits.Tests.Persistence;

/// <summary>Computes an ONNX graph as the operators' specification words it: one image, in double, nothing clever.</summary>
internal sealed class OnnxReference
{
    private readonly Dictionary<string, (double[] Values, int[] Sides)> _values = [];

    private OnnxReference()
    {
    }

    public static double[] Run(OnnxGraph graph, ReadOnlySpan<byte> pixels)
    {
        OnnxReference reference = new();
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            double[] numbers = tensor.Type == OnnxDataType.Float ? Array.ConvertAll(tensor.ToSingles(), value => (double)value)
                : tensor.Type == OnnxDataType.Float16 ? [.. MemoryMarshal.Cast<byte, Half>(tensor.Data.Span).ToArray().Select(value => (double)value)]
                : Array.ConvertAll(tensor.ToInt64s(), value => (double)value);
            reference._values[tensor.Name] = (numbers, [.. tensor.Dimensions.Select(side => (int)side)]);
        }

        double[] input = new double[pixels.Length];
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = pixels[i] / 255f;
        }

        reference._values[graph.Inputs[0].Name] = (input, [1, 1, 28, 28]);
        foreach (OnnxNode node in graph.Nodes)
        {
            reference._values[node.Outputs[0]] = reference.Run(node);
        }

        return reference._values[graph.Outputs[0].Name].Values;
    }

    private (double[] Values, int[] Sides) Run(OnnxNode node)
    {
        (double[] x, int[] sides) = _values[node.Inputs[0]];
        switch (node.Operator)
        {
            case "Relu":
                return ([.. x.Select(value => Math.Max(0, value))], sides);
            case "Flatten":
                return (x, [1, x.Length]);
            case "Reshape":
                return (x, [1, x.Length, 1, 1]);
            case "Softmax":
                double sum = x.Sum(value => Math.Exp(value - x.Max()));
                return ([.. x.Select(value => Math.Exp(value - x.Max()) / sum)], sides);
            case "Cast":
                return (x, sides);
            case "Mean":
                return ([.. x.Select((_, i) => node.Inputs.Average(input => _values[input].Values[i]))], sides);
            case "Div":
                return ([.. x.Select(value => value / Input(node, 1).Single())], sides);
            case "Transpose":
                return Transpose(x, sides);
            case "BatchNormalization":
                double epsilon = node.Attributes.Single(attribute => attribute.Name == "epsilon").Float;
                double[] scale = Input(node, 1), offset = Input(node, 2), mean = Input(node, 3), variance = Input(node, 4);
                int pixels = x.Length / sides[1];
                return ([.. x.Select((value, i) => ((value - mean[i / pixels]) / Math.Sqrt(variance[i / pixels] + epsilon) * scale[i / pixels]) + offset[i / pixels])], sides);
            case "Gemm":
                double[] weights = Input(node, 1), bias = Input(node, 2);
                return ([.. bias.Select((b, j) => b + x.Select((value, i) => value * weights[(i * bias.Length) + j]).Sum())], [1, bias.Length]);
            case "Conv":
                return Convolution(node, x, sides);
            case "MaxPool":
                return MaxPool(node, x, sides);
            default:
                throw new InvalidOperationException(node.Operator);
        }
    }

    private double[] Input(OnnxNode node, int input) => _values[node.Inputs[input]].Values;

    private static int[] Ints(OnnxNode node, string name) =>
        [.. node.Attributes.Single(attribute => attribute.Name == name).Ints.Select(value => (int)value)];

    private static (double[] Values, int[] Sides) Transpose(double[] x, int[] sides)
    {
        double[] moved = new double[x.Length];
        int to = 0;
        for (int row = 0; row < sides[2]; row++)
        {
            for (int column = 0; column < sides[3]; column++)
            {
                for (int channel = 0; channel < sides[1]; channel++)
                {
                    moved[to++] = x[(((channel * sides[2]) + row) * sides[3]) + column];
                }
            }
        }

        return (moved, [1, sides[2], sides[3], sides[1]]);
    }

    private (double[] Values, int[] Sides) Convolution(OnnxNode node, double[] x, int[] sides)
    {
        (double[] weights, int[] w) = _values[node.Inputs[1]];
        double[] bias = Input(node, 2);
        int[] strides = Ints(node, "strides"), pads = Ints(node, "pads");
        int height = ((sides[2] + pads[0] + pads[2] - w[2]) / strides[0]) + 1, width = ((sides[3] + pads[1] + pads[3] - w[3]) / strides[1]) + 1;
        double[] y = new double[w[0] * height * width];
        for (int i = 0; i < y.Length; i++)
        {
            int output = i / (height * width), top = (i / width % height * strides[0]) - pads[0], left = (i % width * strides[1]) - pads[1];
            y[i] = bias[output];
            for (int k = 0; k < w[1] * w[2] * w[3]; k++)
            {
                int channel = k / (w[2] * w[3]), row = top + (k / w[3] % w[2]), column = left + (k % w[3]);
                if (row >= 0 && row < sides[2] && column >= 0 && column < sides[3])
                {
                    y[i] += x[(((channel * sides[2]) + row) * sides[3]) + column] * weights[(output * w[1] * w[2] * w[3]) + k];
                }
            }
        }

        return (y, [1, w[0], height, width]);
    }

    private static (double[] Values, int[] Sides) MaxPool(OnnxNode node, double[] x, int[] sides)
    {
        int[] window = Ints(node, "kernel_shape"), strides = Ints(node, "strides");
        int height = ((sides[2] - window[0]) / strides[0]) + 1, width = ((sides[3] - window[1]) / strides[1]) + 1;
        double[] y = new double[sides[1] * height * width];
        for (int i = 0; i < y.Length; i++)
        {
            int channel = i / (height * width), top = i / width % height * strides[0], left = i % width * strides[1];
            y[i] = double.NegativeInfinity;
            for (int k = 0; k < window[0] * window[1]; k++)
            {
                y[i] = Math.Max(y[i], x[(((channel * sides[2]) + top + (k / window[1])) * sides[3]) + left + (k % window[1])]);
            }
        }

        return (y, [1, sides[1], height, width]);
    }
}
