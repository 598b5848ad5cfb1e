using System.Globalization;
using DigitEngine.Kernels;
using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx;

/// <summary>
/// Writes a trained network as nodes of an ONNX graph for any number of images. The same network gives the same nodes.
/// </summary>
internal sealed class OnnxExporter
{
    /// <summary>The input: float [N, channels, height, width].</summary>
    public const string InputName = "PixelValues";

    /// <summary>The output: float [N, classes], probabilities; element d of a row belongs to class d.</summary>
    public const string OutputName = "Score";

    /// <summary>From 2021: old enough for every runtime in use, and new enough for all operators written here.</summary>
    public const int OpsetVersion = 13;

    /// <summary>The version of the file format from the time of <see cref="OpsetVersion"/>.</summary>
    public const int IrVersion = 8;

    /// <summary>
    /// A layer of factors and addends is written as a batch normalisation of mean 0 whose variance and ε add up to 1. ε is
    /// the usual one, because some runtimes raise a smaller one, and 1 − 10⁻⁵ + 10⁻⁵ is exactly 1 in <c>float</c>.
    /// </summary>
    public const float Epsilon = 1e-5f;

    /// <summary>See <see cref="Epsilon"/>.</summary>
    public const float Variance = 1 - Epsilon;

    /// <summary>Shorter constants are not worth the nodes that half precision needs.</summary>
    private const int SmallestInHalves = 64;

    public const string Producer = "MlNetDigits";

    private readonly List<OnnxNode> _casts = [];
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _constants = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly bool _isPortable;
    private readonly string _input;
    private IReadOnlyList<TrainedLayer> _layers = [];

    // The last value of the member that is being written, and its shape: a vector is [N, values], an image is [N, channels, rows,
    // columns]. The order is that of a vector's values, or of the channels of an image that was a vector.
    private string _value;
    private Shape _shape;
    private bool _isVector;
    private int[]? _order;

    /// <summary>An exporter for the nodes of one network.</summary>
    /// <param name="input">The name of the value that the network takes: float [N, channels, height, width] in 0…1.</param>
    /// <param name="isPortable">
    /// Whether programs that support only a part of ONNX must understand it. OpenCV 4.6 supports neither weights of half precision
    /// nor Mean, and Gemm only with <c>transB</c>, as PyTorch writes it.
    /// </param>
    public OnnxExporter(string input, bool isPortable)
    {
        _input = _value = input;
        _isPortable = isPortable;
    }

    /// <summary>The nodes so far, beginning with those that make constants.</summary>
    public IEnumerable<OnnxNode> Nodes => _casts.Concat(_nodes);

    /// <summary>The constants so far.</summary>
    public IReadOnlyList<OnnxTensor> Constants => _constants;

    /// <summary>
    /// The network as a graph that any program for ONNX can read, from images of grey values in 0…1 to probabilities.
    /// </summary>
    public static OnnxModel Export(TrainedNetwork network)
    {
        Shape image = ImageOf(network);
        OnnxExporter exporter = new(InputName, isPortable: true);
        exporter.AddLogits(network);
        exporter.AddScores(network.Temperature);
        OnnxDimension images = new(null, "N");
        OnnxGraph graph = new(
            "digits",
            [.. exporter.Nodes],
            exporter.Constants,
            [new(InputName, OnnxDataType.Float, [images, new(image.Channels), new(image.Height), new(image.Width)])],
            [new(OutputName, OnnxDataType.Float, [images, new(network.Classes)])]);
        return new(
            IrVersion,
            OpsetVersion,
            Producer,
            LibraryVersion.Text,
            $"{InputName} takes grey values divided by 255 (0 background, 1 ink), rows from top to bottom; "
            + $"{OutputName}[d] is the probability of digit d.",
            graph);
    }

    /// <summary>Adds the nodes that compute a network's logits: the mean of those of its members.</summary>
    /// <returns>The name of the logits, float [N, classes], not yet divided by the temperature.</returns>
    public string AddLogits(TrainedNetwork network)
    {
        Shape image = ImageOf(network);
        string[] logits = [.. network.Members.Select(member => AddMember(member.Layers, image))];
        _value = logits[0];
        if (logits.Length > 1 && _isPortable)
        {
            AddNamedNode("Sum", "sum", logits[1..], []);
            AddNode("Div", "mean", [("count", [logits.Length], [1])], []);
        }
        else if (logits.Length > 1)
        {
            AddNamedNode("Mean", "mean", logits[1..], []);
        }

        return _value;
    }

    /// <summary>
    /// The shape of the image that a network takes, even if it begins with flatten and so takes a vector.
    /// </summary>
    public static Shape ImageOf(TrainedNetwork network) => network.Input == new Shape(1, 1, 28 * 28) ? new(28, 28, 1) : network.Input;

    /// <summary>Adds the nodes that turn logits into probabilities.</summary>
    private void AddScores(float temperature)
    {
        if (temperature != 1)
        {
            AddNode("Div", "calibration", [("temperature", [temperature], [1])], []);
        }

        _nodes.Add(new("Softmax", "", "softmax", [_value], [OutputName], [OnnxAttribute.Of("axis", 1)]));
    }

    /// <returns>The name of the logits.</returns>
    private string AddMember(IReadOnlyList<TrainedLayer> layers, Shape image)
    {
        _layers = layers;
        _value = _input;
        _shape = image;
        _isVector = false;
        _order = null;
        for (int i = 0; i < _layers.Count; i++)
        {
            if (_layers[i].Input != _shape)
            {
                Flatten(i);
            }

            Add(_layers[i], i);
            _shape = _layers[i].Output;
        }

        MakeVector(_layers.Count);
        return _value;
    }

    private void Add(TrainedLayer layer, int place)
    {
        switch (layer)
        {
            case TrainedConvolution convolution:
                MakeImage();
                AddConvolution(convolution);
                break;
            case TrainedMaxPool pool:
                MakeImage();
                PoolGeometry sizes = pool.Geometry;
                AddNode(
                    "MaxPool",
                    "maxpool",
                    [],
                    [
                        OnnxAttribute.Of("kernel_shape", sizes.WindowHeight, sizes.WindowWidth),
                        OnnxAttribute.Of("strides", sizes.StrideY, sizes.StrideX),
                    ]);
                break;
            case TrainedDense dense:
                MakeVector(place);
                AddDense(dense);
                break;
            case TrainedScale scale:
                AddScale(scale);
                break;
            case TrainedRelu:
                AddRelu(true);
                break;
            default:
                throw new NotSupportedException($"{layer.GetType().Name} has no form in ONNX here.");
        }
    }

    private void AddConvolution(TrainedConvolution layer)
    {
        ConvolutionGeometry sizes = layer.Geometry;
        AddNode(
            "Conv",
            "conv",
            [
                ("weight", OnnxLayout.ConvolutionToOnnx(layer.Weights, sizes, _order),
                    [sizes.OutputChannels, sizes.InputChannels, sizes.KernelHeight, sizes.KernelWidth]),
                ("bias", layer.Biases, [sizes.OutputChannels]),
            ],
            [
                OnnxAttribute.Of("kernel_shape", sizes.KernelHeight, sizes.KernelWidth),
                OnnxAttribute.Of("strides", sizes.StrideY, sizes.StrideX),
                OnnxAttribute.Of("pads", sizes.PadTop, sizes.PadLeft, sizes.PadBottom, sizes.PadRight),
            ]);
        _order = null;
        AddRelu(layer.Relu);
    }

    private void AddDense(TrainedDense layer)
    {
        int inputs = layer.Source.Size, units = layer.Units;
        float[] weights = OnnxLayout.RowsToOnnx(layer.Weights, units, _order);
        AddNode(
            "Gemm",
            "dense",
            [
                _isPortable
                    ? ("weight", OnnxLayout.Transposed(weights, inputs, units), [units, inputs])
                    : ("weight", weights, [inputs, units]),
                ("bias", layer.Biases, [units]),
            ],
            _isPortable ? [OnnxAttribute.Of("transB", 1L)] : []);
        _order = null;
        AddRelu(layer.Relu);
    }

    private void AddScale(TrainedScale layer)
    {
        int channels = layer.Factors.Length;
        float[] variances = new float[channels];
        Array.Fill(variances, Variance);
        AddNode(
            "BatchNormalization",
            "batchnorm",
            [
                ("scale", OnnxLayout.RowsToOnnx(layer.Factors, 1, _order), [channels]),
                ("offset", OnnxLayout.RowsToOnnx(layer.Addends, 1, _order), [channels]),
                ("mean", new float[channels], [channels]),
                ("variance", variances, [channels]),
            ],
            [OnnxAttribute.Of("epsilon", Epsilon)]);
        AddRelu(layer.Relu);
    }

    private void AddRelu(bool wanted)
    {
        if (wanted)
        {
            AddNode("Relu", "relu", [], []);
        }
    }

    private void MakeVector(int place)
    {
        if (!_isVector)
        {
            Flatten(place);
        }
    }

    /// <summary>Turns the image into a vector for the layers that follow.</summary>
    private void Flatten(int place)
    {
        if (_isVector)
        {
            throw new InvalidOperationException($"A layer takes {_layers[place].Input} where the one before gives {_shape}.");
        }

        int[]? flattened = OnnxLayout.Flattened(_shape);
        bool laterWeightsFollow = _layers.Skip(place).Any(layer => layer is TrainedDense or TrainedConvolution);
        if (flattened is not null && !laterWeightsFollow)
        {
            AddNode("Transpose", "transpose", [], [OnnxAttribute.Of("perm", 0, 2, 3, 1)]);
        }
        else
        {
            _order = flattened ?? _order;
        }

        AddNode("Flatten", "flatten", [], [OnnxAttribute.Of("axis", 1)]);
        _isVector = true;
        _shape = new(1, 1, _shape.Size);
    }

    /// <summary>Turns the vector into an image of one pixel.</summary>
    private void MakeImage()
    {
        if (_isVector)
        {
            string name = NameOf("reshape");
            _constants.Add(OnnxTensor.Of(name + ".shape", -1, _shape.Channels, 1, 1));
            AddNamedNode("Reshape", name, [name + ".shape"], []);
            _isVector = false;
        }
    }

    private void AddNode(
        string type,
        string kind,
        IReadOnlyList<(string Name, float[] Values, long[] Dimensions)> weights,
        IReadOnlyList<OnnxAttribute> attributes)
    {
        string name = NameOf(kind);
        List<string> names = [];
        foreach ((string weight, float[] values, long[] dimensions) in weights)
        {
            names.Add($"{name}.{weight}");
            AddConstant(names[^1], values, dimensions);
        }

        AddNamedNode(type, name, names, attributes);
    }

    /// <summary>
    /// Adds a constant. Numbers that half precision holds exactly take half the space, and a node that widens them.
    /// </summary>
    private void AddConstant(string name, float[] values, long[] dimensions)
    {
        string halves = name + ".half";
        if (!_isPortable && values.Length >= SmallestInHalves && OnnxTensor.OfHalves(halves, values, dimensions) is OnnxTensor tensor)
        {
            // The constant is the output of a node, because ML.NET refuses initializers of half precision.
            _casts.Add(new("Constant", "", halves, [], [halves], [OnnxAttribute.Of("value", tensor)]));
            _casts.Add(new("Cast", "", name + ".cast", [halves], [name], [OnnxAttribute.Of("to", (long)OnnxDataType.Float)]));
        }
        else
        {
            _constants.Add(OnnxTensor.Of(name, values, dimensions));
        }
    }

    private void AddNamedNode(string type, string name, IReadOnlyList<string> weights, IReadOnlyList<OnnxAttribute> attributes)
    {
        _nodes.Add(new(type, "", name, [_value, .. weights], [name + ".output"], attributes));
        _value = name + ".output";
    }

    /// <summary>The next free name of a kind of node: conv1, conv2, …</summary>
    private string NameOf(string kind)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return kind + _counts[kind].ToString(CultureInfo.InvariantCulture);
    }
}
