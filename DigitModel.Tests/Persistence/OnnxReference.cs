using System.Runtime.InteropServices;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;

namespace MlNetDigits.Tests.Persistence;

/// <summary>Computes an ONNX graph as the specification of its operators words it: one image, in double, as plainly as possible.</summary>
internal sealed class OnnxReference
{
    private readonly Dictionary<string, (double[] Values, int[] Sides)> _values = [];

    private OnnxReference()
    {
    }

    /// <summary>What a graph gives for one image.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The value of its input.</param>
    /// <param name="sides">The shape of that value.</param>
    /// <returns>Each output's numbers, by name.</returns>
    public static Dictionary<string, double[]> Run(OnnxGraph graph, double[] input, params int[] sides)
    {
        OnnxReference reference = new();
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            reference._values[tensor.Name] = Numbers(tensor);
        }

        reference._values[graph.Inputs[0].Name] = (input, sides);
        foreach (OnnxNode node in graph.Nodes.Where(node => node.Domain.Length == 0))
        {
            reference._values[node.Outputs[0]] = reference.Run(node);
        }

        return graph.Outputs.ToDictionary(output => output.Name, output => reference._values[output.Name].Values);
    }

    private static (double[] Values, int[] Sides) Numbers(OnnxTensor tensor)
    {
        double[] numbers = tensor.Type switch
        {
            OnnxDataType.Float => Array.ConvertAll(tensor.ToSingles(), value => (double)value),
            OnnxDataType.Float16 => [.. MemoryMarshal.Cast<byte, Half>(tensor.Data.Span).ToArray().Select(value => (double)value)],
            OnnxDataType.Int64 => Array.ConvertAll(tensor.ToInt64s(), value => (double)value),
            _ => [],
        };
        return (numbers, [.. tensor.Dimensions.Select(side => (int)side)]);
    }

    private (double[] Values, int[] Sides) Run(OnnxNode node)
    {
        if (node.Operator == "Constant")
        {
            return Numbers(node.Attributes.Single().Tensor!);
        }

        (double[] x, int[] sides) = _values[node.Inputs[0]];
        switch (node.Operator)
        {
            case "Relu":
                return ([.. x.Select(value => Math.Max(0, value))], sides);
            case "Flatten":
                return (x, [1, x.Length]);
            case "Reshape":
                double[] shape = Input(node, 1);
                return (x, [1, .. shape[1..].Select(side => (int)side)]);
            case "Softmax":
                double sum = x.Sum(value => Math.Exp(value - x.Max()));
                return ([.. x.Select(value => Math.Exp(value - x.Max()) / sum)], sides);
            case "Cast":
                return (x, sides);
            case "Mean":
                return ([.. x.Select((_, i) => node.Inputs.Average(input => _values[input].Values[i]))], sides);
            case "Sum":
                return ([.. x.Select((_, i) => node.Inputs.Sum(input => _values[input].Values[i]))], sides);
            case "Div":
                return ([.. x.Select(value => value / Input(node, 1).Single())], sides);
            case "Sub":
                return ([x.Single() - Input(node, 1).Single()], [1, 1]);
            case "ReduceLogSumExp":
                return ([Math.Log(x.Sum(Math.Exp))], [1, 1]);
            case "GreaterOrEqual":
                return ([x.Single() >= Input(node, 1).Single() ? 1 : 0], [1, 1]);
            case "Concat":
                return ([.. node.Inputs.SelectMany(input => _values[input].Values)], [1, node.Inputs.Count]);
            case "ArgMax":
                return ([x.IndexOf(x.Max())], [1, 1]);
            case "Equal":
                return ([.. Input(node, 1).Select(value => value == x.Single() ? 1.0 : 0)], [1, 10]);
            case "Transpose":
                return Transpose(x, sides);
            case "BatchNormalization":
                double epsilon = node.Attributes.Single(attribute => attribute.Name == "epsilon").Float;
                double[] scale = Input(node, 1), offset = Input(node, 2), mean = Input(node, 3), variance = Input(node, 4);
                int pixels = x.Length / sides[1];
                return ([.. x.Select((value, i) => ((value - mean[i / pixels]) / Math.Sqrt(variance[i / pixels] + epsilon) * scale[i / pixels]) + offset[i / pixels])], sides);
            case "Gemm":
                return Gemm(node, x);
            case "Conv":
                return Convolution(node, x, sides);
            case "MaxPool":
                return MaxPool(node, x, sides);
            default:
                throw new InvalidOperationException(node.Operator);
        }
    }

    private (double[] Values, int[] Sides) Gemm(OnnxNode node, double[] x)
    {
        double[] weights = Input(node, 1), bias = Input(node, 2);
        bool transposed = node.Attributes.Any(attribute => attribute is { Name: "transB", Int: 1 });
        int Place(int input, int output) => transposed ? (output * x.Length) + input : (input * bias.Length) + output;
        return ([.. bias.Select((b, j) => b + x.Select((value, i) => value * weights[Place(i, j)]).Sum())], [1, bias.Length]);
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
