using System.Runtime.CompilerServices;
using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Persistence;

/// <summary>
/// Makes a trained network of an ONNX graph: a line, or the mean of several lines, of the operators that
/// <see cref="OnnxExporter"/> writes. Weights come back bit for bit.
/// </summary>
internal sealed class OnnxImporter
{
    /// <summary>The operators' meaning has not changed between these versions.</summary>
    private const int OldestOpset = OnnxExporter.OpsetVersion;

    private const int NewestOpset = 22;
    private const int LargestSide = 64;
    private const int MostChannels = 65536;
    private const int MostValues = 4 << 20;

    /// <summary>
    /// How often a constant is taken, on average: to be widened, by a layer, and by a normalisation folded into that. A small
    /// file whose nodes all take the same large constant would otherwise become as many copies.
    /// </summary>
    private const int MostUses = 4;

    /// <summary>Values that may be taken besides: small constants may well be shared.</summary>
    private const long FreeValues = 1 << 16;

    private const string Known = "Conv, MaxPool, Relu, BatchNormalization, Transpose, Flatten, Reshape, Gemm, Mean, Div, Softmax or, for constants, Cast";

    private readonly string _file;
    private readonly Dictionary<string, OnnxTensor> _constants = [];
    private readonly List<TrainedMember> _members = [];
    private readonly List<string> _logits = [];
    private readonly List<TrainedLayer> _layers = [];
    private float _temperature = 1;
    private long _allowance = FreeValues;

    // As in the exporter.
    private string _value = "";
    private Shape _shape;
    private bool _isVector;
    private bool _isTransposed;
    private int[]? _order;

    private OnnxImporter(string file) => _file = file;

    /// <summary>The network that a graph describes.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="ModelFormatException">It holds what this version can't compute.</exception>
    public static TrainedNetwork Import(OnnxModel model, string file)
    {
        if (model.OpsetVersion is < OldestOpset or > NewestOpset)
        {
            throw new ModelFormatException(
                file, $"uses version {model.OpsetVersion} of ONNX's operators, expected {OldestOpset} to {NewestOpset}");
        }

        OnnxImporter importer = new(file);
        importer.Read(model.Graph);
        return new(importer._members, importer._temperature);
    }

    private void Read(OnnxGraph graph)
    {
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            Require(_constants.TryAdd(tensor.Name, tensor), $"holds the constant {MessageText.Quote(tensor.Name)} twice");
            _allowance += MostUses * (tensor.Data.Length / (tensor.Type == OnnxDataType.Float16 ? sizeof(ushort) : sizeof(float)));
        }

        OnnxValue[] inputs = [.. graph.Inputs.Where(input => !_constants.ContainsKey(input.Name))];
        Require(inputs.Length == 1 && graph.Outputs.Count == 1, "has several inputs or outputs, expected one of each");
        Shape image = ReadInput(inputs[0]);
        int next = ReadCasts(graph.Nodes);
        do
        {
            next = ReadMember(graph.Nodes, next, inputs[0].Name, image);
        }
        while (next < graph.Nodes.Count && graph.Nodes[next].Inputs is [var from, ..] && from == inputs[0].Name);

        ReadEnd(graph.Nodes, next);
        Require(_value == graph.Outputs[0].Name, "has an output that is not its last node's");
    }

    /// <summary>Reads the nodes at the beginning that widen constants of half precision.</summary>
    /// <returns>Where the nodes after them begin.</returns>
    private int ReadCasts(IReadOnlyList<OnnxNode> nodes)
    {
        int next = 0;
        for (; next < nodes.Count && nodes[next].Operator == "Cast"; next++)
        {
            OnnxNode node = nodes[next];
            OnnxNodeReader reader = ReaderOf(node);
            OnnxTensor halves = reader.Constant(0, OnnxDataType.Float16);
            Take(reader, halves.Data.Length / sizeof(ushort));
            reader.Require(
                node.Outputs.Count == 1 && _constants.TryAdd(node.Outputs[0], halves.Widened(node.Outputs[0])),
                "has other than one output, or one that is there already");
            reader.ExpectInt("to", (long)OnnxDataType.Float);
            reader.End(inputs: 1);
        }

        return next;
    }

    /// <summary>Reads one line of nodes from the input to logits.</summary>
    /// <returns>Where the nodes after it begin.</returns>
    private int ReadMember(IReadOnlyList<OnnxNode> nodes, int next, string input, Shape image)
    {
        _value = input;
        _shape = image;
        _isVector = _isTransposed = false;
        _order = null;
        _layers.Clear();
        for (; next < nodes.Count && nodes[next].Operator is not ("Mean" or "Div" or "Softmax"); next++)
        {
            if (_layers.Count > 0 && nodes[next].Inputs is [var from, ..] && from == input)
            {
                break;
            }

            OnnxNodeReader node = ReaderOf(nodes[next]);
            RequireNext(node, nodes[next]);
            int count = _layers.Count;
            Add(node);
            for (int i = count; i < _layers.Count; i++)
            {
                // What a normalisation is folded into is copied once more.
                Take(node, _layers[i].ParameterCount + (_layers[i] is TrainedScale && i > 0 ? _layers[i - 1].ParameterCount : 0));
            }

            _value = nodes[next].Outputs[0];
        }

        Require(
            _layers.Count > 0 && _isVector && _order == null && !_isTransposed,
            $"gives {MessageText.Quote(_value)}, which is no vector in the order of the classes");
        IReadOnlyList<TrainedLayer> layers = LayerFolding.Fold(_layers);
        Require(
            _members.Count == 0 || layers[^1].Output.Size == _members[0].Layers[^1].Output.Size, "takes the mean of vectors of different lengths");
        _members.Add(new(layers));
        _logits.Add(_value);
        return next;
    }

    /// <summary>Reads what makes probabilities of the members' logits: their mean, a temperature, and softmax.</summary>
    private void ReadEnd(IReadOnlyList<OnnxNode> nodes, int next)
    {
        Require(
            next < nodes.Count && nodes[^1].Operator == "Softmax", $"does not end with Softmax, expected that after {MessageText.Quote(_value)}");
        if (_members.Count > 1)
        {
            OnnxNodeReader mean = ReaderOf(nodes[next]);
            mean.Require(
                mean.Operator == "Mean" && nodes[next].Inputs.SequenceEqual(_logits) && nodes[next].Outputs.Count == 1,
                "is not the mean of all lines that begin at the input");
            mean.End(inputs: _logits.Count);
            _value = nodes[next++].Outputs[0];
        }

        if (nodes[next].Operator == "Div")
        {
            OnnxNodeReader division = ReaderOf(nodes[next]);
            RequireNext(division, nodes[next]);
            _temperature = division.Weights(1, 1)[0];
            division.End(inputs: 2);
            division.Require(_temperature > 0, "divides by a temperature that is not above 0");
            _value = nodes[next++].Outputs[0];
        }

        OnnxNodeReader softmax = ReaderOf(nodes[next]);
        RequireNext(softmax, nodes[next]);
        softmax.Require(
            next == nodes.Count - 1 && softmax.Operator == "Softmax", "is out of place: the last node, and no other, must be Softmax");
        softmax.ExpectInt("axis", 1);
        softmax.End(inputs: 1);
        _value = nodes[next].Outputs[0];
    }

    private OnnxNodeReader ReaderOf(OnnxNode node)
    {
        OnnxNodeReader reader = new(node, _constants, _file);
        reader.Require(node.Domain.Length == 0, $"is of the domain {MessageText.Quote(node.Domain)}, which is not supported");
        return reader;
    }

    private void RequireNext(OnnxNodeReader reader, OnnxNode node) => reader.Require(
        node.Inputs.Count > 0 && node.Inputs[0] == _value && node.Outputs.Count == 1,
        $"does not lead on from {MessageText.Quote(_value)}: only lines of nodes, and the mean of such, are supported");

    private Shape ReadInput(OnnxValue input)
    {
        long[] sides = new long[3];
        bool fits = input.Type == OnnxDataType.Float && input.Dimensions.Count == 4;
        for (int i = 0; fits && i < sides.Length; i++)
        {
            sides[i] = input.Dimensions[i + 1].Value ?? 0;
            fits = sides[i] is >= 1 and <= MostChannels;
        }

        Require(fits, $"takes {MessageText.Quote(input.Name)} of another type than float [N, channels, height, width]");
        Require(
            sides[0] * sides[1] <= MostValues && sides[0] * sides[1] * sides[2] <= MostValues, "takes an image that is too large");
        return new((int)sides[1], (int)sides[2], (int)sides[0]);
    }

    private void Add(OnnxNodeReader node)
    {
        node.Require(!_isTransposed || node.Operator == "Flatten", "follows Transpose, expected Flatten");
        switch (node.Operator)
        {
            case "Conv": AddConvolution(node); break;
            case "MaxPool": AddPool(node); break;
            case "BatchNormalization": AddScale(node); break;
            case "Gemm": AddDense(node); break;
            case "Transpose": AddTranspose(node); break;
            case "Flatten": AddFlatten(node); break;
            case "Reshape": AddReshape(node); break;
            case "Relu":
                node.End(inputs: 1);
                _layers.Add(new TrainedRelu(_shape));
                break;
            default: throw node.Error($"is of an operator that is not supported, expected {Known}");
        }
    }

    private void AddConvolution(OnnxNodeReader node)
    {
        RequireImage(node);
        int outputs = node.SizeOf(input: 1, axis: 0, rank: 4, MostChannels);
        int[] kernel = [node.SizeOf(1, 2, 4, LargestSide), node.SizeOf(1, 3, 4, LargestSide)];
        int[] given = node.Ints("kernel_shape", 2, 1, LargestSide, 0);
        node.Require(given[0] == 0 || (given[0] == kernel[0] && given[1] == kernel[1]), "has a kernel_shape that is not its weights'");
        int[] strides = node.Ints("strides", 2, 1, LargestSide, 1);
        int[] pads = node.Ints("pads", 4, 0, LargestSide - 1, 0);
        node.Ints("dilations", 2, 1, 1, 1);
        node.ExpectInt("group", 1);
        node.ExpectText("auto_pad", "NOTSET");
        node.End(inputs: 3);
        ConvolutionGeometry sizes = new()
        {
            InputHeight = _shape.Height,
            InputWidth = _shape.Width,
            InputChannels = _shape.Channels,
            OutputChannels = outputs,
            KernelHeight = kernel[0],
            KernelWidth = kernel[1],
            StrideY = strides[0],
            StrideX = strides[1],
            PadTop = pads[0],
            PadLeft = pads[1],
            PadBottom = pads[2],
            PadRight = pads[3],
        };
        node.Require(
            Math.Max(sizes.PadTop, sizes.PadBottom) < sizes.KernelHeight
            && Math.Max(sizes.PadLeft, sizes.PadRight) < sizes.KernelWidth,
            "has a padding that is not smaller than its kernel");
        node.Require(
            sizes.PaddedHeight >= sizes.KernelHeight && sizes.PaddedWidth >= sizes.KernelWidth,
            $"has a kernel larger than its input of {_shape}");
        RequireSize(node, sizes.PaddedHeight, sizes.PaddedWidth, _shape.Channels);
        RequireSize(node, sizes.OutputHeight, sizes.OutputWidth, outputs);
        float[] weights = node.Weights(1, outputs, _shape.Channels, kernel[0], kernel[1]);
        _layers.Add(new TrainedConvolution(
            sizes, OnnxLayout.ConvolutionFromOnnx(weights, sizes, _order), node.Weights(2, outputs), Relu: false));
        _shape = _layers[^1].Output;
        _order = null;
    }

    private void AddPool(OnnxNodeReader node)
    {
        RequireImage(node);
        int[] window = node.Ints("kernel_shape", 2, 1, 1024, 0);
        int[] strides = node.Ints("strides", 2, 1, 1024, 1);
        node.Ints("pads", 4, 0, 0, 0);
        node.Ints("dilations", 2, 1, 1, 1);
        node.ExpectInt("ceil_mode", 0);
        node.ExpectInt("storage_order", 0);
        node.ExpectText("auto_pad", "NOTSET");
        node.End(inputs: 1);
        node.Require(
            window[0] >= 1 && window[0] <= _shape.Height && window[1] <= _shape.Width,
            $"has a window that does not fit into its input of {_shape}");
        _layers.Add(new TrainedMaxPool(new()
        {
            InputHeight = _shape.Height,
            InputWidth = _shape.Width,
            Channels = _shape.Channels,
            WindowHeight = window[0],
            WindowWidth = window[1],
            StrideY = strides[0],
            StrideX = strides[1],
        }));
        _shape = _layers[^1].Output;
    }

    private void AddScale(OnnxNodeReader node)
    {
        double epsilon = node.Single("epsilon", 1e-5f);
        node.Single("momentum", 0.9f);
        node.ExpectInt("training_mode", 0);
        node.End(inputs: 5);
        float[] scales = node.Weights(1, _shape.Channels);
        float[] offsets = node.Weights(2, _shape.Channels);
        float[] means = node.Weights(3, _shape.Channels);
        float[] variances = node.Weights(4, _shape.Channels);
        float[] factors = new float[scales.Length];
        float[] addends = new float[scales.Length];
        for (int c = 0; c < factors.Length; c++)
        {
            // What OnnxExporter wrote is off 1 by less than rounding to float notices, and comes back exactly.
            double factor = scales[c] / Math.Sqrt(variances[c] + epsilon);
            factors[c] = (float)factor;
            addends[c] = (float)(offsets[c] - (means[c] * factor));
            node.Require(float.IsFinite(factors[c]) && float.IsFinite(addends[c]), $"has no finite factor for channel {c}");
        }

        _layers.Add(new TrainedScale(
            _shape, OnnxLayout.RowsFromOnnx(factors, 1, _order), OnnxLayout.RowsFromOnnx(addends, 1, _order), Relu: false));
    }

    private void AddDense(OnnxNodeReader node)
    {
        node.ExpectSingle("alpha", 1);
        node.ExpectSingle("beta", 1);
        node.ExpectInt("transA", 0);
        node.ExpectInt("transB", 0);
        node.End(inputs: 3);
        node.Require(_isVector, "takes an image, expected Flatten before it");
        int units = node.SizeOf(input: 1, axis: 1, rank: 2, MostChannels);
        float[] weights = OnnxLayout.RowsFromOnnx(node.Weights(1, _shape.Size, units), units, _order);
        _layers.Add(new TrainedDense(_shape, units, weights, node.Weights(2, units), Relu: false));
        _shape = _layers[^1].Output;
        _order = null;
    }

    private void AddTranspose(OnnxNodeReader node)
    {
        RequireImage(node);
        int[] sides = node.Ints("perm", 4, 0, 3, 0);
        node.End(inputs: 1);
        node.Require(sides is [0, 2, 3, 1], "has another perm than [0, 2, 3, 1]");
        _isTransposed = true;
    }

    private void AddFlatten(OnnxNodeReader node)
    {
        node.ExpectInt("axis", 1);
        node.End(inputs: 1);
        if (!_isVector && !_isTransposed)
        {
            _order = OnnxLayout.Flattened(_shape) ?? _order;
        }

        _isTransposed = false;
        _isVector = true;
        _shape = new(1, 1, _shape.Size);
    }

    private void AddReshape(OnnxNodeReader node)
    {
        node.ExpectInt("allowzero", 0);
        node.End(inputs: 2);
        long[] sides = node.Int64s(1, 4);
        node.Require(
            _isVector && sides[0] == -1 && sides[1] == _shape.Size && sides[2] == 1 && sides[3] == 1,
            $"makes another shape than [-1, {_shape.Size}, 1, 1] out of a vector");
        _isVector = false;
    }

    /// <summary>Counts values that were copied, so that a file can't make more of them than it holds.</summary>
    private void Take(OnnxNodeReader node, long values)
    {
        _allowance -= values;
        node.Require(_allowance >= 0, "takes constants that many other nodes have taken, more than is supported");
    }

    private void RequireImage(OnnxNodeReader node) => node.Require(!_isVector, "takes a vector, expected an image");

    private static void RequireSize(OnnxNodeReader node, long height, long width, long channels) =>
        node.Require(height * width * channels <= MostValues, "gives more values than are supported");

    private void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new ModelFormatException(_file, problem);
        }
    }

    private void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref ProblemText problem)
    {
        if (!condition)
        {
            throw new ModelFormatException(_file, problem.ToStringAndClear());
        }
    }
}
