using System.Runtime.CompilerServices;
using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>
/// Turns an ONNX graph into layers: one chain of operators that our layers can compute, or several chains whose ends are added.
/// Values are followed by name, and only those that the output depends on.
/// </summary>
internal sealed class OnnxGraphReader
{
    /// <summary>Few operators have changed between these versions. Of those, both forms are understood.</summary>
    private const int OldestOpset = 7;

    private const int NewestOpset = 22;
    private const int MostValues = 1 << 20;

    private readonly string _file;
    private readonly OnnxConstants _constants;
    private readonly OnnxAffineOperators _affine;
    private readonly OnnxShapeOperators _shapes;
    private readonly OnnxLayerOperators _layers;
    private readonly Dictionary<string, OnnxValueChain> _values = [];
    private readonly Dictionary<string, OnnxScores> _scores = [];
    private readonly long _opset;
    private OnnxNodeReader? _last;

    private OnnxGraphReader(OnnxModel model, string file, OnnxValue input, Shape? image, ChannelAffine? preprocessing)
    {
        _file = file;
        _opset = model.OpsetVersion;
        Require(
            _opset is >= OldestOpset and <= NewestOpset,
            $"uses version {_opset} of ONNX's operators, expected {OldestOpset} to {NewestOpset}");
        _constants = new(model.Graph, file);
        long? images = input.Dimensions.Count > 0 ? input.Dimensions[0].Value : null;
        _affine = new(_constants);
        _shapes = new(_constants, images ?? 0);
        _layers = new(_constants);
        _values.Add(input.Name, InputChain(input, image) with { Pending = preprocessing });
    }

    /// <summary>What a graph computes for an image.</summary>
    /// <param name="model">The graph, which must have one output and one input that is not a constant.</param>
    /// <param name="file">What messages call it.</param>
    /// <param name="image">
    /// The shape of the image that the input holds; null where four sides are an image, channels first, and others are a vector.
    /// </param>
    /// <param name="preprocessing">How the image is converted before the graph gets it.</param>
    /// <exception cref="ModelFormatException">It contains something that this version can't compute.</exception>
    public static OnnxScores Read(OnnxModel model, string file, Shape? image = null, ChannelAffine? preprocessing = null)
    {
        HashSet<string> constants = [.. model.Graph.Initializers.Select(tensor => tensor.Name)];
        OnnxValue[] inputs = [.. model.Graph.Inputs.Where(input => !constants.Contains(input.Name))];
        if (inputs.Length != 1 || model.Graph.Outputs.Count != 1)
        {
            throw new ModelFormatException(
                file, FormattableString.Invariant($"has {inputs.Length} inputs and {model.Graph.Outputs.Count} outputs, expected one of each"));
        }

        OnnxGraphReader importer = new(model, file, inputs[0], image, preprocessing);
        return importer.Read(model.Graph);
    }

    private OnnxScores Read(OnnxGraph graph)
    {
        string output = graph.Outputs[0].Name;
        foreach (OnnxNode node in Needed(graph, output))
        {
            Read(node);
        }

        if (_scores.TryGetValue(output, out OnnxScores? scores))
        {
            return scores;
        }

        Require(
            _values.TryGetValue(output, out OnnxValueChain? chain) && _last is not null,
            $"has the output {MessageText.Quote(output)}, which no node computes from its input");
        return End(_last!, chain!);
    }

    /// <summary>The nodes that the output depends on, in the order of the graph.</summary>
    private static List<OnnxNode> Needed(OnnxGraph graph, string output)
    {
        HashSet<string> names = [output];
        List<OnnxNode> needed = [];
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (graph.Nodes[i].Outputs.Any(names.Contains))
            {
                names.UnionWith(graph.Nodes[i].Inputs);
                needed.Add(graph.Nodes[i]);
            }
        }

        needed.Reverse();
        return needed;
    }

    private void Read(OnnxNode node)
    {
        OnnxNodeReader reader = _last = new(node, _constants.Tensors, _file);
        reader.Require(node.Domain.Length == 0, $"has the domain {MessageText.Quote(node.Domain)}, which is not supported");
        reader.Require(node.Outputs.Count > 0, "has no output");
        string name = node.Outputs[0];
        reader.Require(!_values.ContainsKey(name) && !_scores.ContainsKey(name), $"gives {MessageText.Quote(name)}, which already exists");
        if (_constants.Folds(node))
        {
            _constants.Add(reader, name, _constants.Fold(reader, name));
            return;
        }

        string[] chains = [.. node.Inputs.Where(input => _values.ContainsKey(input))];
        if (node.Inputs.Any(_scores.ContainsKey) || chains.Length > 1 || node.Operator is "Softmax" or "LogSoftmax" or "Mean" or "Sum")
        {
            _scores.Add(name, Finish(reader, node));
        }
        else if (node.Operator == "Shape")
        {
            reader.End(inputs: 1);
            OnnxValueChain chain = Chain(reader, 0);
            _constants.Add(reader, name, OnnxTensor.Of(name, [OnnxConstants.Images, .. chain.Sides.Select(side => (long)side)]));
        }
        else
        {
            _values.Add(name, Next(reader, node));
        }
    }

    /// <summary>The value that a node computes from another value.</summary>
    private OnnxValueChain Next(OnnxNodeReader node, OnnxNode definition)
    {
        int from = definition.Operator is "Add" or "Mul" && definition.Inputs is [var first, _] && _constants.Holds(first) ? 1 : 0;
        OnnxValueChain chain = Chain(node, from);
        node.Require(chain.Zeros is null || node.Operator == "Conv", "takes a padded image, which only Conv can");
        switch (node.Operator)
        {
            case "Pad": return OnnxShapeOperators.Pad(node, chain);
            case "Conv": return _layers.Convolve(node, chain);
            case "MaxPool" or "AveragePool": return _layers.Pool(node, chain);
            case "GlobalAveragePool": return _layers.PoolAll(node, chain);
            case "Gemm" or "MatMul": return _layers.Multiply(node, chain);
            case "BatchNormalization": return _affine.Normalize(node, chain);
            case "Add" or "Sub" or "Mul" or "Div": return _affine.Combine(node, chain, 1 - from);
            case "Relu": return OnnxAffineOperators.Rectify(node, chain);
            case "Transpose": return _shapes.Transpose(node, chain);
            case "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze": return _shapes.Reshape(node, chain);
            case "Identity" or "Dropout" or "Cast":
                Pass(node);
                return chain;
            default:
                throw node.Error(
                    "has an operator that is not supported, expected Conv, BatchNormalization, Relu, MaxPool, AveragePool, "
                    + "GlobalAveragePool, Gemm, MatMul, Add, Sub, Mul, Div, Pad, Flatten, Reshape, Squeeze, Unsqueeze, Transpose, Dropout, "
                    + "Identity, Sum, Mean, Softmax or LogSoftmax");
        }
    }

    /// <summary>What a node at the end of the graph does with logits.</summary>
    private OnnxScores Finish(OnnxNodeReader node, OnnxNode definition)
    {
        OnnxScores? before = definition.Inputs.Count > 0 ? _scores.GetValueOrDefault(definition.Inputs[0]) : null;
        node.Require(
            before is not { Ending.Length: > 0 } || node.Operator is "Identity", $"comes after {before?.Ending}, where the graph was expected to end");
        switch (node.Operator)
        {
            case "Identity" or "Dropout" or "Cast":
                Pass(node);
                return before!;
            case "Softmax" or "LogSoftmax":
                before ??= End(node, Chain(node, 0));
                int axes = before.Members[0].Sides.Length + 1;
                long axis = node.Int("axis", _opset < 13 ? 1 : -1);
                node.End(inputs: 1);
                node.Require(axes == 2 && axis is 1 or -1, $"is over axis {axis} of {axes}, expected the last of [images, classes]");
                return before with { Ending = node.Operator };
            case "Mul" or "Div" when before is not null:
                float[] factor = node.Numbers(node.Constant(1, OnnxDataType.Float));
                node.End(inputs: 2);
                node.Require(factor.Length == 1 && factor[0] > 0, "has a factor other than one positive number");
                return before with { Factor = node.Operator == "Mul" ? before.Factor * factor[0] : before.Factor / factor[0] };
            case "Sum" or "Mean" or "Add":
                return Sum(node, definition);
            default:
                throw node.Error("takes several values, or a sum of them, which only Sum, Mean, Add and the operators that end a graph can");
        }
    }

    /// <summary>The sum or mean of the logits of several members.</summary>
    private OnnxScores Sum(OnnxNodeReader node, OnnxNode definition)
    {
        List<OnnxValueChain> members = [];
        foreach (string input in definition.Inputs)
        {
            if (_scores.TryGetValue(input, out OnnxScores? scores))
            {
                node.Require(scores is { Factor: 1, Ending: "" }, "adds logits that were scaled or made probabilities before");
                members.AddRange(scores.Members);
            }
            else
            {
                node.Require(_values.TryGetValue(input, out OnnxValueChain? chain), $"takes {MessageText.Quote(input)}, which no node computes from the input");
                node.Require(chain!.Zeros is null, "takes a padded image, which only Conv can");
                members.Add(OnnxAffineOperators.Flush(node, chain));
            }

            node.Require(
                members[^1].IsVector && members[^1].Sides[0] == members[0].Sides[0],
                "adds values other than vectors of one length: only the logits at the end of a graph can be added");
            _constants.Budget.TakePlaces(node, members.Count);
        }

        node.End(1, int.MaxValue);
        return new(members, node.Operator == "Mean" ? 1.0 / members.Count : 1);
    }

    /// <summary>The end of a chain. A common factor of all logits, a temperature, is kept apart from the layers.</summary>
    private static OnnxScores End(OnnxNodeReader node, OnnxValueChain chain)
    {
        node.Require(chain.Zeros is null, "pads an image that no Conv takes");
        return chain.Pending?.AsFactor() is double factor
            ? new([chain with { Pending = null }], factor)
            : new([OnnxAffineOperators.Flush(node, chain)], 1);
    }

    /// <summary>Checks a node that passes on its input unchanged when predicting.</summary>
    private static void Pass(OnnxNodeReader node)
    {
        if (node.Operator == "Dropout")
        {
            node.Attribute("ratio");
            node.Attribute("seed");
            node.ExpectInt("is_test", 1);
            node.End(1, 3);
        }
        else
        {
            if (node.Operator == "Cast")
            {
                node.Require((OnnxDataType)node.Int("to", 0) == OnnxDataType.Float, "casts to a type other than float");
            }

            node.End(inputs: 1);
        }
    }

    private OnnxValueChain Chain(OnnxNodeReader node, int input)
    {
        string name = node.Input(input);
        return _values.GetValueOrDefault(name)
            ?? throw node.Error(
                _constants.Holds(name)
                    ? $"takes the constant {MessageText.Quote(name)} where a value of the graph was expected"
                    : $"takes {MessageText.Quote(name)}, which is not the first output of any node before it");
    }

    private OnnxValueChain InputChain(OnnxValue input, Shape? image)
    {
        int[] sides = new int[Math.Max(input.Dimensions.Count - 1, 0)];
        long size = 1;
        for (int i = 0; i < sides.Length; i++)
        {
            long side = input.Dimensions[i + 1].Value ?? 0;
            size = side is >= 1 and <= MostValues ? Math.Min(size * side, MostValues + 1) : 0;
            sides[i] = (int)Math.Clamp(side, 0, MostValues);
        }

        Require(
            input.Type is OnnxDataType.Float or OnnxDataType.Float16 or OnnxDataType.Double && sides.Length > 0 && size is >= 1 and <= MostValues,
            $"takes {MessageText.Quote(input.Name)} of type {(int)input.Type} and {input.Dimensions.Count} sides, expected floats [images, …] of fixed size");
        if (image is Shape given)
        {
            Require(
                size == given.Size,
                $"takes {MessageText.Quote(input.Name)} of {size} values an image, expected {given.Size}: {DigitImage.Height}x{DigitImage.Width} grey pixels");
            return new(given, sides, null);
        }

        Shape shape = sides.Length == 3 ? new(sides[1], sides[2], sides[0]) : new(1, 1, (int)size);
        return new(shape, sides, sides.Length == 3 ? OnnxLayout.Flattened(shape) : null);
    }

    private void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref LazyMessage problem)
    {
        if (!condition)
        {
            throw new ModelFormatException(_file, problem.ToStringAndClear());
        }
    }
}
