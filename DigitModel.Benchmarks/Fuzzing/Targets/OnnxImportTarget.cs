using DigitEngine;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>ONNX of other frameworks, damaged as bytes or as a graph.</summary>
internal sealed class OnnxImportTarget(bool asGraph) : FuzzTarget
{
    private static readonly OnnxDimension Images = new(null, "N");

    private readonly OnnxModel[] _models = [ChannelsLast(), ChannelsFirst()];
    private readonly byte[][] _seeds = [OnnxWriter.Write(ChannelsLast()), OnnxWriter.Write(ChannelsFirst())];

    public override string Name => asGraph ? "import-graph" : "import-bytes";

    public override Type Problem => typeof(ModelFormatException);

    public override IReadOnlyList<byte[]> Seeds => _seeds;

    /// <summary>What a graph may make of little is bounded, and then copied into a network, a file and a network again.</summary>
    public override long MostAllocation => 64L << 20;

    public override byte[] Mutate(int seed, ref SeededRandom random) => asGraph
        ? OnnxWriter.Write(OnnxMutations.Damage(_models[seed], ref random))
        : ByteMutations.Damage(_seeds[seed], ref random);

    public override void Run(byte[] input)
    {
        ModelFile model = OnnxImporter.Import(input, InputName, new OnnxImportOptions { Mean = 0.1307, StandardDeviation = 0.3081 });
        if (!SmallModels.IsSmall(model.Network))
        {
            return;
        }

        using MemoryStream saved = new(SmallModels.Bytes(model));
        string scores = SmallModels.Show(SmallModels.Predict(model.Network));
        Require(scores == SmallModels.Show(SmallModels.Predict(ModelFile.Load(saved).Network)), "predicting after saving and loading: other scores");
    }

    /// <summary>As tf2onnx writes Keras' networks, with a shape that the graph computes.</summary>
    private static OnnxModel ChannelsLast() => Model(
        [Images, new(28), new(28), new(1)],
        [
            Node("Transpose", ["x"], "nchw", OnnxAttribute.Of("perm", 0, 3, 1, 2)),
            Node("Conv", ["nchw", "w", "b"], "conv", OnnxAttribute.Of("strides", 4, 4), Text("auto_pad", "SAME_UPPER")),
            Node("BatchNormalization", ["conv", "g", "o", "m", "v"], "norm", OnnxAttribute.Of("epsilon", 0.001f)),
            Node("Relu", ["norm"], "relu"),
            Node("MaxPool", ["relu"], "pool", OnnxAttribute.Of("kernel_shape", 2, 2), OnnxAttribute.Of("strides", 2, 2)),
            Node("Transpose", ["pool"], "nhwc", OnnxAttribute.Of("perm", 0, 2, 3, 1)),
            Node("Shape", ["x"], "shape"),
            Node("Slice", ["shape", "zero", "one"], "images"),
            Node("Concat", ["images", "rest"], "sides", OnnxAttribute.Of("axis", 0L)),
            Node("Reshape", ["nhwc", "sides"], "flat"),
            Node("MatMul", ["flat", "d"], "mul"),
            Node("Add", ["mul", "c"], "add"),
            Node("Softmax", ["add"], "y"),
        ],
        [
            Floats("w", 2, 1, 3, 3), Floats("b", 2), Floats("g", 2), Floats("o", 2), Floats("m", 2), Floats("v", 2), Floats("d", 18, 10),
            Floats("c", 10), OnnxTensor.Of("zero", 0), OnnxTensor.Of("one", 1), OnnxTensor.Of("rest", -1),
        ]);

    /// <summary>As PyTorch writes them, with groups, gaps, means of windows, and two lines that are added.</summary>
    private static OnnxModel ChannelsFirst() => Model(
        [Images, new(1), new(28), new(28)],
        [
            Node("Constant", [], "full", OnnxAttribute.Of("value_float", 255f)),
            Node("Div", ["x", "full"], "unit"),
            Node("Pad", ["unit", "pads"], "padded"),
            Node("Conv", ["padded", "w"], "conv", OnnxAttribute.Of("strides", 5, 5), OnnxAttribute.Of("dilations", 2, 1)),
            Node("Relu", ["conv"], "relu"),
            Node("Conv", ["relu", "u"], "grouped", OnnxAttribute.Of("group", 2L)),
            Node("AveragePool", ["grouped"], "means", OnnxAttribute.Of("kernel_shape", 2, 2)),
            Node("Flatten", ["means"], "flat", OnnxAttribute.Of("axis", 1L)),
            Node("Gemm", ["flat", "d", "c"], "first", OnnxAttribute.Of("transB", 1L), OnnxAttribute.Of("alpha", 0.5f)),
            Node("GlobalAveragePool", ["relu"], "mean"),
            Node("Squeeze", ["mean", "axes"], "vector"),
            Node("Dropout", ["vector"], "dropped"),
            Node("Gemm", ["dropped", "e"], "second"),
            Node("Sum", ["first", "second"], "sum"),
            Node("Mul", ["sum", "half"], "scaled"),
            Node("LogSoftmax", ["scaled"], "y", OnnxAttribute.Of("axis", 1L)),
        ],
        [
            Floats("w", 2, 1, 3, 3), Floats("u", 2, 1, 2, 2), Floats("d", 10, 18), Floats("c", 10), Floats("e", 2, 10),
            OnnxTensor.Of("half", [0.5f]), OnnxTensor.Of("axes", 2, 3), OnnxTensor.Of("pads", 0, 0, 1, 1, 0, 0, 1, 1),
        ]);

    private static OnnxModel Model(OnnxDimension[] input, OnnxNode[] nodes, OnnxTensor[] constants) => new(
        8, 13, "", "", "", new("g", nodes, constants, [new("x", OnnxDataType.Float, input)], [new("y", OnnxDataType.Float, [Images, new(10)])]));

    private static OnnxNode Node(string type, string[] inputs, string output, params OnnxAttribute[] attributes) =>
        new(type, "", output, inputs, [output], attributes);

    private static OnnxAttribute Text(string name, string text) => new(name, OnnxAttributeType.Text) { Text = text };

    private static OnnxTensor Floats(string name, params long[] sides)
    {
        float[] values = new float[sides.Aggregate(1L, (product, side) => product * side)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((i * 7 % 11) + 1) / 12f;
        }

        return OnnxTensor.Of(name, values, sides);
    }
}
