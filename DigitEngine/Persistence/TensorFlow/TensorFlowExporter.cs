using System.Globalization;
using DigitEngine.Kernels;
using DigitEngine.Network;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Protobuf;

namespace DigitEngine.Persistence.TensorFlow;

/// <summary>
/// Writes a trained network as a frozen TensorFlow graph, from pixels in 0…1 to probabilities, for any number of images. It uses
/// only operations that TensorFlow has had since its first version and that OpenCV can read.
/// </summary>
internal sealed class TensorFlowExporter : ChannelsLastExporter
{
    /// <summary>The input: float [images, height, width, channels].</summary>
    public const string InputName = "Placeholder";

    /// <summary>The output: float [images, classes], probabilities; element d of a row belongs to class d.</summary>
    public const string OutputName = "Softmax";

    private static readonly (string, WireMessage) Single = ("T", TensorFlowAttribute.Of(TensorFlowDataType.Float));

    private readonly List<TensorFlowNode> _nodes = [];
    private TensorFlowExporter()
        : base(InputName, "/")
    {
    }

    /// <inheritdoc/>
    /// <remarks>
    /// OpenCV 4.6 computes products of vectors wrongly when there are several images. An image of one pixel works.
    /// </remarks>
    protected override bool ScalesVectors => false;

    /// <summary>The network as a graph.</summary>
    public static IReadOnlyList<TensorFlowNode> Export(TrainedNetwork network)
    {
        Shape image = OnnxExporter.ImageOf(network);
        TensorFlowExporter exporter = new();
        exporter.AddNode(
            InputName,
            "Placeholder",
            [],
            ("dtype", TensorFlowAttribute.Of(TensorFlowDataType.Float)),
            ("shape", TensorFlowAttribute.OfShape(-1, image.Height, image.Width, image.Channels)));
        exporter.AddScores(exporter.AddMembers(network, image), network.Temperature);
        return exporter._nodes;
    }

    /// <summary>From the members' logits to probabilities: their mean, divided by the temperature, and softmax.</summary>
    private void AddScores(string[] logits, float temperature)
    {
        if (logits.Length > 1)
        {
            AddNode("sum", "AddN", logits, ("N", new WireMessage().Add(3, logits.Length)), Single);
            AddDivision("mean", logits.Length);
        }

        if (temperature != 1)
        {
            AddDivision("calibration", temperature);
        }

        AddNode(OutputName, "Softmax", [Value], Single);
    }

    private void AddDivision(string name, float divisor) =>
        AddNode(name, "RealDiv", [Value, AddConstant(name + "/divisor", [divisor])], Single);

    protected override void AddConvolution(TrainedConvolution layer)
    {
        ConvolutionGeometry sizes = layer.Geometry;
        string name = NameOf("conv");
        bool isSame = sizes.IsPadded && Padding.Same.IsOf(sizes);
        if (sizes.IsPadded && !isSame)
        {
            string zeros = AddConstant(name + "/paddings", [0, 0, sizes.PadTop, sizes.PadBottom, sizes.PadLeft, sizes.PadRight, 0, 0], 4, 2);
            AddNode(
                name + "/Pad", "Pad", [Value, zeros], Single, ("Tpaddings", TensorFlowAttribute.Of(TensorFlowDataType.Int32)));
        }

        string weights = AddConstant(
            name + "/kernel", layer.Weights, sizes.KernelHeight, sizes.KernelWidth, sizes.InputChannels, sizes.OutputChannels);
        AddNode(
            name + "/Conv2D",
            "Conv2D",
            [Value, weights],
            Single,
            ("strides", TensorFlowAttribute.Of(1, sizes.StrideY, sizes.StrideX, 1)),
            ("padding", TensorFlowAttribute.Of(isSame ? "SAME" : "VALID")),
            ("data_format", TensorFlowAttribute.Of("NHWC")));
        AddBias(name, layer.Biases);
        if (layer.Relu)
        {
            AddRelu(name);
        }
    }

    protected override void AddPool(PoolGeometry sizes) => AddNode(
        NameOf("maxpool"),
        "MaxPool",
        [Value],
        Single,
        ("ksize", TensorFlowAttribute.Of(1, sizes.WindowHeight, sizes.WindowWidth, 1)),
        ("strides", TensorFlowAttribute.Of(1, sizes.StrideY, sizes.StrideX, 1)),
        ("padding", TensorFlowAttribute.Of("VALID")),
        ("data_format", TensorFlowAttribute.Of("NHWC")));

    protected override void AddDense(TrainedDense layer)
    {
        string name = NameOf("dense");
        AddNode(
            name + "/MatMul",
            "MatMul",
            [Value, AddConstant(name + "/kernel", layer.Weights, layer.Source.Size, layer.Units)],
            Single,
            ("transpose_a", TensorFlowAttribute.Of(false)),
            ("transpose_b", TensorFlowAttribute.Of(false)));
        AddBias(name, layer.Biases);
        if (layer.Relu)
        {
            AddRelu(name);
        }
    }

    /// <summary>
    /// A layer of factors and addends is a batch normalisation of mean 0, see <see cref="OnnxExporter.Epsilon"/>.
    /// </summary>
    protected override void AddScale(TrainedScale layer)
    {
        string name = NameOf("batchnorm");
        int channels = layer.Factors.Length;
        float[] variances = new float[channels];
        Array.Fill(variances, OnnxExporter.Variance);
        AddNode(
            name + "/FusedBatchNorm",
            "FusedBatchNorm",
            [
                Value,
                AddConstant(name + "/gamma", layer.Factors, channels),
                AddConstant(name + "/beta", layer.Addends, channels),
                AddConstant(name + "/mean", new float[channels], channels),
                AddConstant(name + "/variance", variances, channels),
            ],
            Single,
            ("epsilon", TensorFlowAttribute.Of(OnnxExporter.Epsilon)),
            ("data_format", TensorFlowAttribute.Of("NHWC")),
            ("is_training", TensorFlowAttribute.Of(false)));
        if (layer.Relu)
        {
            AddRelu(name);
        }
    }

    private void AddBias(string name, float[] biases) => AddNode(
        name + "/BiasAdd",
        "BiasAdd",
        [Value, AddConstant(name + "/bias", biases, biases.Length)],
        Single,
        ("data_format", TensorFlowAttribute.Of("NHWC")));

    protected override void AddRelu() => AddRelu(NameOf("relu"));

    private void AddRelu(string name) => AddNode(name + "/Relu", "Relu", [Value], Single);

    protected override void AddReshape(Shape image) => Reshape("reshape", -1, image.Height, image.Width, image.Channels);

    protected override void AddFlatten(int size) => Reshape("flatten", -1, size);

    private void Reshape(string kind, params ReadOnlySpan<int> sides)
    {
        string name = NameOf(kind);
        AddNode(
            name + "/Reshape",
            "Reshape",
            [Value, AddConstant(name + "/shape", sides, sides.Length)],
            Single,
            ("Tshape", TensorFlowAttribute.Of(TensorFlowDataType.Int32)));
    }

    private void AddNode(string name, string type, string[] inputs, params (string Name, WireMessage Value)[] attributes)
    {
        _nodes.Add(new(name, type, inputs, attributes));
        Value = name;
    }

    private string AddConstant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> sides) =>
        AddConstant(name, TensorFlowDataType.Float, TensorFlowAttribute.OfTensor(values, sides));

    private string AddConstant(string name, ReadOnlySpan<int> values, params ReadOnlySpan<int> sides) =>
        AddConstant(name, TensorFlowDataType.Int32, TensorFlowAttribute.OfTensor(values, sides));

    private string AddConstant(string name, TensorFlowDataType type, WireMessage tensor)
    {
        _nodes.Add(new(name, "Const", [], [("dtype", TensorFlowAttribute.Of(type)), ("value", tensor)]));
        return name;
    }
}
