using DigitEngine;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;
using DigitEngine.Persistence.Protobuf;

namespace MlNetDigits.Tests.Persistence;

public class OnnxErrorTests
{
    private const string Convolution = "m: the node \"conv1\" (\"Conv\") ";

    internal static readonly OnnxModel Good =
        OnnxExporter.Export(SampleNetworks.Network("conv 2 3x3 stride 2; maxpool 2; batchnorm; flatten; dense 10"));

    [Fact]
    public void Import_Throws_WhenAnOperatorIsUnknown() => Assert.Equal(
        "m: the node \"conv1\" (\"Einsum\") has an operator that is not supported, expected "
        + "Conv, BatchNormalization, Relu, MaxPool, AveragePool, GlobalAveragePool, Gemm, MatMul, Add, Sub, Mul, Div, Pad, Flatten, Reshape, "
        + "Squeeze, Unsqueeze, Transpose, Dropout, Identity, Sum, Mean, Softmax or LogSoftmax",
        Problem(WithNode("Conv", node => node with { Operator = "Einsum" })));

    [Theory]
    [InlineData("Conv", "kernel_shape", 3, 2, "m: the node \"conv1\" (\"Conv\") has a kernel_shape other than that of its weights")]
    [InlineData("Conv", "strides", 0, 1, "m: the node \"conv1\" (\"Conv\") has strides [0, 1], expected 2 integers from 1 to 64")]
    [InlineData("Conv", "strides", 1, long.MaxValue, "m: the node \"conv1\" (\"Conv\") has strides [1, 9223372036854775807], expected 2 integers from 1 to 64")]
    [InlineData("Conv", "dilations", 1, 0, "m: the node \"conv1\" (\"Conv\") has dilations [1, 0], expected 2 integers from 1 to 64")]
    [InlineData("Conv", "dilations", 1, 64, "m: the node \"conv1\" (\"Conv\") has a kernel that spans more than 64x64")]
    [InlineData("MaxPool", "dilations", 1, 2, "m: the node \"maxpool1\" (\"MaxPool\") has dilations [1, 2], expected 2 integers from 1 to 1")]
    [InlineData("Conv", "colour", 1, 2, "m: the node \"conv1\" (\"Conv\") has the attribute \"colour\", which is not supported")]
    [InlineData("MaxPool", "kernel_shape", 14, 1, "m: the node \"maxpool1\" (\"MaxPool\") has a window that does not fit into its input of 13x13x2")]
    [InlineData("MaxPool", "ceil_mode", 0, 1, "m: the node \"maxpool1\" (\"MaxPool\") has ceil_mode [0, 1], expected an integer")]
    public void Import_Throws_WhenAnAttributeIsNotSupported(string type, string name, long first, long second, string expected) =>
        Assert.Equal(expected, Problem(WithNode(type, node => node with
        {
            Attributes = [.. node.Attributes.Where(attribute => attribute.Name != name), OnnxAttribute.Of(name, first, second)],
        })));

    [Fact]
    public void Import_Throws_WhenPaddingIsNotSmallerThanTheKernel() => Assert.Equal(
        Convolution + "has a padding that is not smaller than its kernel",
        Problem(WithNode("Conv", node => node with
        {
            Attributes = [.. node.Attributes.Where(attribute => attribute.Name != "pads"), OnnxAttribute.Of("pads", 3, 0, 0, 0)],
        })));

    [Fact]
    public void Import_Throws_WhenAnAttributeIsThereTwice() => Assert.Equal(
        Convolution + "has the attribute \"group\" twice",
        Problem(WithNode("Conv", node => node with { Attributes = [OnnxAttribute.Of("group", 1L), OnnxAttribute.Of("group", 1L)] })));

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Import_Throws_WhenAWeightIsNotFinite(float value, string shown)
    {
        float[] weights = new float[18];
        weights[17] = value;
        Assert.Equal(
            Convolution + $"has weights \"conv1.weight\" whose number 17 is {shown}, expected a finite number",
            Problem(WithConstant("conv1.weight", _ => OnnxTensor.Of("conv1.weight", weights, 2, 1, 3, 3))));
    }

    [Fact]
    public void Import_Throws_WhenAVarianceIsNegative() => Assert.Equal(
        "m: the node \"batchnorm1\" (\"BatchNormalization\") has the variance -1 for channel 1",
        Problem(WithConstant("batchnorm1.variance", tensor => OnnxTensor.Of(tensor.Name, [1f, -1f], 2))));

    [Theory]
    [InlineData(new long[] { 2, 1, 3, 4 }, "takes \"conv1.weight\" with 72 bytes, expected 96 for [2, 1, 3, 4]")]
    [InlineData(new long[] { 60000, 1, 2, 2 }, "takes \"conv1.weight\" with 72 bytes, expected 960000 for [60000, 1, 2, 2]")]
    [InlineData(new long[] { 2, 60000, 3, 3 }, "has weights \"conv1.weight\" of [2, 60000, 3, 3], expected [2, 1, 3, 3]")]
    [InlineData(new[] { long.MaxValue, 1, 3, 3 }, "has weights \"conv1.weight\" of [9223372036854775807, 1, 3, 3], expected 4 sides, number 1 of them at most 65536")]
    [InlineData(new[] { 2, 1, -3L, 3 }, "has weights \"conv1.weight\" of [2, 1, -3, 3], expected 4 sides, number 3 of them at most 64")]
    [InlineData(new long[] { 18 }, "has weights \"conv1.weight\" of [18], expected 4 sides, number 1 of them at most 65536")]
    public void Import_ThrowsBeforeAllocating_WhenSidesAreNotTrue(long[] sides, string expected)
    {
        OnnxModel model = WithConstant("conv1.weight", tensor => tensor with { Dimensions = sides });
        model = sides[^1] == 4 || sides[^1] == 2 ? WithNode(model, "Conv", node => node with { Attributes = [] }) : model;

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Convolution + expected, Problem(model));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Import_Throws_WhenAConstantIsOfAnotherType()
    {
        Assert.Equal(
            Convolution + "takes \"conv1.bias\" of type 7, expected 1 (Float)",
            Problem(WithConstant("conv1.bias", tensor => tensor with { Type = OnnxDataType.Int64 })));

        // Half precision is read, and its eight bytes are four numbers.
        Assert.Equal(
            Convolution + "takes \"conv1.bias\" with 16 bytes, expected 8 for [2]",
            Problem(WithConstant("conv1.bias", tensor => tensor with { Type = OnnxDataType.Float16 })));
    }

    [Fact]
    public void Import_Throws_WhenAConstantIsMissing() => Assert.Equal(
        Convolution + "takes \"conv1.bias\", which is not a constant of the graph",
        Problem(Good with { Graph = Good.Graph with { Initializers = [.. Good.Graph.Initializers.Where(tensor => tensor.Name != "conv1.bias")] } }));

    [Fact]
    public void Import_Throws_WhenNodesDoNotLeadFromTheInputToTheOutput()
    {
        Assert.Equal(
            "m: the node \"maxpool1\" (\"MaxPool\") takes \"dense1.output\", which is not the first output of any node before it",
            Problem(WithNode("MaxPool", node => node with { Inputs = ["dense1.output"] })));
        Assert.Equal(
            "m: the node \"batchnorm1\" (\"BatchNormalization\") has weights \"batchnorm1.scale\" of [2], expected [1]",
            Problem(WithNode("MaxPool", node => node with { Inputs = ["PixelValues"] })));
        Assert.Equal(
            "m: the node \"softmax\" (\"Softmax\") gives \"Score\", which already exists",
            Problem(Good with { Graph = Good.Graph with { Nodes = [.. Good.Graph.Nodes, Good.Graph.Nodes[^1] with { Inputs = ["Score"] }] } }));
        Assert.Equal(
            "m: the node \"softmax\" (\"Softmax\") comes after Softmax, where the graph was expected to end",
            Problem(Good with
            {
                Graph = Good.Graph with
                {
                    Nodes = [.. Good.Graph.Nodes, Good.Graph.Nodes[^1] with { Inputs = ["Score"], Outputs = ["again"] }],
                    Outputs = [Good.Graph.Outputs[0] with { Name = "again" }],
                },
            }));
        Assert.Equal(
            "m: has the output \"Score\", which no node computes from its input", Problem(Good with { Graph = Good.Graph with { Nodes = [] } }));
    }

    [Fact]
    public void Import_Throws_WhenTheTemperatureIsNone()
    {
        OnnxModel model = OnnxExporter.Export(Pair().With(temperature: 2, digitThreshold: 0));
        foreach (float temperature in (float[])[0, -1, float.NaN])
        {
            OnnxTensor[] constants = [.. model.Graph.Initializers.Select(tensor =>
                tensor.Name == "calibration1.temperature" ? OnnxTensor.Of(tensor.Name, [temperature], 1) : tensor)];
            string problem = Problem(model with { Graph = model.Graph with { Initializers = constants } });
            Assert.StartsWith("m: the node \"calibration1\" (\"Div\") has ", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Import_Throws_WhenANodeHasNoOutput() => Assert.Equal(
        "m: the node \"mean1\" (\"Div\") takes \"sum.output\", which is not the first output of any node before it",
        Problem(WithNode(OnnxExporter.Export(Pair()), "Sum", node => node with { Outputs = [] })));

    /// <summary>Other graphs than our own exporter's that mean something: they are read as what they say.</summary>
    [Fact]
    public void Import_ReadsSumsLogitsAndFewerMembers_AsWhatTheyAre()
    {
        OnnxModel model = OnnxExporter.Export(Pair().With(temperature: 2, digitThreshold: 0));

        TrainedNetwork sum = Imported(model with { Graph = model.Graph with { Nodes = [.. model.Graph.Nodes.Where(node => node.Name != "mean1").Select(node => node.Name == "calibration1" ? node with { Inputs = ["sum.output", node.Inputs[1]] } : node)] } });
        TrainedNetwork logits = Imported(model with { Graph = model.Graph with { Nodes = [.. model.Graph.Nodes.SkipLast(1)], Outputs = [model.Graph.Outputs[0] with { Name = "calibration1.output" }] } });
        TrainedNetwork same = Imported(WithNode(model, "Sum", node => node with { Inputs = [node.Inputs[0], node.Inputs[0]] }));

        Assert.Equal((1f, 2), (sum.Temperature, sum.Members.Count));
        Assert.Equal((2f, 2), (logits.Temperature, logits.Members.Count));
        Assert.Equal((2f, 2), (same.Temperature, same.Members.Count));
        Assert.Equal(((TrainedDense)same.Members[0].Layers[0]).Weights, ((TrainedDense)same.Members[1].Layers[0]).Weights);
    }

    [Fact]
    public void Import_Throws_WhenNodesAreACircle()
    {
        OnnxNode relu = new("Relu", "", "around", ["conv1.output"], ["conv1.output"], []);
        OnnxNode first = Good.Graph.Nodes[0];
        string[] ends = [first.Inputs[0], first.Outputs[0]];
        foreach (OnnxNode node in (OnnxNode[])[relu, relu with { Inputs = ["around"], Outputs = [ends[1]] }, relu with { Inputs = [Good.Graph.Nodes[^1].Outputs[0]], Outputs = [ends[0]] }])
        {
            OnnxModel model = Good with { Graph = Good.Graph with { Nodes = [node, .. Good.Graph.Nodes] } };
            Assert.StartsWith("m: the node \"around\" (\"Relu\") ", Problem(model), StringComparison.Ordinal);
        }
    }

    /// <summary>A constant of a megabyte, taken a thousand times.</summary>
    [Theory]
    [InlineData("Gemm")]
    [InlineData("BatchNormalization")]
    [InlineData("Cast")]
    public void Import_AllocatesLittle_WhenNodesTakeTheSameConstantAgainAndAgain(string type)
    {
        const int Side = 512;
        OnnxTensor weights = OnnxTensor.Of("w", new float[Side * Side], Side, Side);
        OnnxTensor biases = OnnxTensor.Of("b", Enumerable.Repeat(1f, Side).ToArray(), Side);
        OnnxTensor halves = OnnxTensor.OfHalves("h", new float[Side * Side], Side, Side)!;
        List<OnnxNode> nodes = [];
        string value = "x";
        void Add(string name, params string[] constants)
        {
            nodes.Add(new(name, "", $"n{nodes.Count}", [value, .. constants], [$"v{nodes.Count}"], []));
            value = nodes[^1].Outputs[0];
        }

        Add("Flatten");
        Add("Gemm", "w", "b");
        for (int i = 0; i < 1000; i++)
        {
            if (type == "Cast")
            {
                nodes.Add(new("Cast", "", $"c{i}", ["h"], [$"w{i}"], [OnnxAttribute.Of("to", (long)OnnxDataType.Float)]));
                Add("Gemm", $"w{i}", "b");
            }
            else
            {
                Add(type, type == "Gemm" ? ["w", "b"] : ["b", "b", "b", "b"]);
            }
        }

        Add("Softmax");
        OnnxDimension[] image = [new(null, "N"), new(1), new(1), new(Side)];
        OnnxModel model = Good with
        {
            Graph = new("g", nodes, [weights, biases, halves], [new("x", OnnxDataType.Float, image)], [new(value, OnnxDataType.Float, [])]),
        };

        long before = GC.GetAllocatedBytesForCurrentThread();
        string problem = Assert.Throws<ModelFormatException>(() => OnnxGraphReader.Read(model, "m")).Message;
        Assert.EndsWith(
            " takes constants that too many other nodes take, or makes too many numbers from few, which is not supported", problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(23)]
    public void Import_Throws_WhenOperatorsAreOfAnotherVersion(long version) => Assert.Equal(
        $"m: uses version {version} of ONNX's operators, expected 7 to 22", Problem(Good with { OpsetVersion = version }));

    [Fact]
    public void Import_Throws_WhenOperatorsAreOfAnotherDomain() => Assert.Equal(
        Convolution + "has the domain \"com.example\", which is not supported",
        Problem(WithNode("Conv", node => node with { Domain = "com.example" })));

    [Fact]
    public void Import_Throws_WhenTheNetworkReadsOtherImages()
    {
        TrainedConvolution wide = new(
            new() { InputHeight = 14, InputWidth = 56, InputChannels = 1, OutputChannels = 10, KernelHeight = 14, KernelWidth = 56 }, new float[7840], new float[10], false);
        TrainedDense twelve = new(new(1, 1, 784), 12, new float[784 * 12], new float[12], false);

        Assert.Equal("m: the node \"conv1\" (\"Conv\") takes [N, 1, 14, 56] made from numbers in another order, which is not supported", Problem(OnnxExporter.Export(new([wide]))));
        Assert.Equal("m: gives [N, 12], expected the output of a layer, [N, 10]", Problem(OnnxExporter.Export(new([twelve]))));
    }

    [Fact]
    public void Read_Throws_WhenItIsNoOnnx()
    {
        Assert.Equal("m: expected an ONNX network but found an empty file", Assert.Throws<ModelFormatException>(() => OnnxReader.Read([], "m")).Message);
        Assert.StartsWith(
            "m: is damaged or is not an ONNX network", Assert.Throws<ModelFormatException>(() => OnnxReader.Read("PK and so on"u8.ToArray(), "m")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SkipsWhatItDoesNotKnow()
    {
        byte[] graph = [.. new WireMessage().Add(2, "g").Add(99, "later").Add(98, 7L).Add(97, 1.5f).ToArray(), 0xC3, 0x06, 0xC4, 0x06];
        byte[] bytes = new WireMessage().Add(8, new WireMessage().Add(1, "com.example").Add(2, 99L)).Add(8, new WireMessage().Add(2, 13L)).Add(7, graph).ToArray();

        OnnxModel model = OnnxReader.Read(bytes, "m");

        Assert.Equal((13L, "g"), (model.OpsetVersion, model.Graph.Name));
    }

    [Fact]
    public void Read_AllocatesLittle_WhenListsAreEndless()
    {
        // Two bytes make a node.
        byte[] graph = new byte[1 << 20];
        for (int i = 0; i < graph.Length; i += 2)
        {
            graph[i] = 0x0A;
        }

        byte[] bytes = new WireMessage().Add(7, graph).ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(
            "m: is damaged or is not an ONNX network: more than 4096 items in a list",
            Assert.Throws<ModelFormatException>(() => OnnxReader.Read(bytes, "m")).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Import_GivesANetworkOrThrowsOneLine_WhicheverBytesAreChanged()
    {
        byte[] good = OnnxWriter.Write(Good);
        SeededRandom random = new(21);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = i % 4 == 0 ? good[..random.NextInt32(good.Length)] : [.. good];
            for (int changes = random.NextInt32(4); changes >= 0 && bytes.Length > 0; changes--)
            {
                int at = random.NextInt32(bytes.Length);
                bytes[at] = i % 2 == 0 ? (byte)random.NextUInt64() : (byte)(bytes[at] ^ (1 << random.NextInt32(8)));
            }

            try
            {
                OnnxImporter.ToNetwork(OnnxReader.Read(bytes, "m"), "m", new());
            }
            catch (ModelFormatException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        Assert.InRange(refused, 5000, 20_000);
    }

    private static TrainedNetwork Pair() =>
        TrainedNetwork.Combine([SampleNetworks.Network("flatten; dense 10"), SampleNetworks.Network("flatten; dense 10", 2)]);

    private static TrainedNetwork Imported(OnnxModel model) => OnnxImporter.ToNetwork(OnnxReader.Read(OnnxWriter.Write(model), "m"), "m", new());

    private static string Problem(OnnxModel model) => Assert.Throws<ModelFormatException>(() => Imported(model)).Message;

    internal static OnnxModel WithNode(string type, Func<OnnxNode, OnnxNode> change) => WithNode(Good, type, change);

    internal static OnnxModel WithNode(OnnxModel model, string type, Func<OnnxNode, OnnxNode> change) =>
        model with { Graph = model.Graph with { Nodes = [.. model.Graph.Nodes.Select(node => node.Operator == type ? change(node) : node)] } };

    internal static OnnxModel WithConstant(string name, Func<OnnxTensor, OnnxTensor> change) => Good with
    {
        Graph = Good.Graph with { Initializers = [.. Good.Graph.Initializers.Select(tensor => tensor.Name == name ? change(tensor) : tensor)] },
    };
}
