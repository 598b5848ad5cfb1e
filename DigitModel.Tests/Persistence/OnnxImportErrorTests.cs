using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;

namespace MlNetDigits.Tests.Persistence;

/// <summary>What can't be imported is told in one line: which node, and what it lacks.</summary>
public class OnnxImportErrorTests
{
    internal static readonly OnnxTensor Weights = OnnxTensor.Of("w", new float[7840], 784, 10);

    public static TheoryData<string, string> Operators => new()
    {
        { "LeakyRelu", "has an operator that is not supported, expected Conv, " },
        { "LSTM", "has an operator that is not supported" },
        { "Sigmoid", "has an operator that is not supported" },
    };

    [Theory]
    [MemberData(nameof(Operators))]
    public void Import_NamesTheOperator_ThatIsMissing(string type, string problem) =>
        Refused([Node("Flatten", ["x"], "f"), Node(type, ["f"], "odd"), Node("MatMul", ["odd", "w"], "y")], $"the node \"odd\" (\"{type}\") {problem}");

    [Fact]
    public void Import_NamesTheNode_AndWhatItLacks()
    {
        Refused([Node("MaxPool", ["x"], "p", OnnxAttribute.Of("kernel_shape", 2, 2), OnnxAttribute.Of("pads", 1, 1, 0, 0)), .. End("p")],
            "the node \"p\" (\"MaxPool\") has pads [1, 1, 0, 0], but windows over an image's edge are not supported");
        Refused([Node("MaxPool", ["x"], "p", OnnxAttribute.Of("kernel_shape", 3, 3), OnnxAttribute.Of("strides", 2, 2), OnnxAttribute.Of("ceil_mode", 1L)), .. End("p")],
            "the node \"p\" (\"MaxPool\") has ceil_mode 1");
        Refused([Node("Flatten", ["x"], "f", OnnxAttribute.Of("axis", 0L)), .. End("f")], "the node \"f\" (\"Flatten\") has the axis 0");
        Refused([Node("Transpose", ["x"], "t", OnnxAttribute.Of("perm", 1, 0, 2, 3)), .. End("t")], "the node \"t\" (\"Transpose\") moves the axis of images");
        Refused([Node("MatMul", ["x", "w"], "y")], "the node \"y\" (\"MatMul\") takes 4 axes, expected [images, values]");
        Refused([Node("Flatten", ["x"], "f"), Node("Softmax", ["f"], "s"), Node("MatMul", ["s", "w"], "y")], "the node \"y\" (\"MatMul\") comes after Softmax");
        Refused([Node("Flatten", ["x"], "f"), Node("Relu", ["f"], "r"), Node("Add", ["f", "r"], "a"), Node("MatMul", ["a", "w"], "y")],
            "the node \"y\" (\"MatMul\") takes several values, or a sum of them");
        Refused([Node("Flatten", ["x"], "f"), Node("Gemm", ["f", "w"], "g", OnnxAttribute.Of("transA", 1L)), Node("Softmax", ["g"], "y")],
            "the node \"g\" (\"Gemm\") has transA 1, expected 0");
        Refused([Node("Flatten", ["x"], "y")], "gives [N, 784], expected the output of a layer, [N, 10]");
        Refused([Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "f"], "y")], "the node \"y\" (\"MatMul\") takes several values, or a sum of them");
        Refused([Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "other"], "y")], "the node \"y\" (\"MatMul\") takes \"other\", which is not a constant of the graph");
        Refused([Node("Flatten", ["x"], "f"), Node("Mul", ["f", "w"], "m"), .. End("m")], "the node \"m\" (\"Mul\") takes a constant of [784, 10]");
        Refused([Node("Flatten", ["x"], "f") with { Domain = "com.microsoft" }, .. End("f")], "the node \"f\" (\"Flatten\") has the domain \"com.microsoft\"");
    }

    [Fact]
    public void Import_RefusesWeights_InAnotherFile() => Refused(
        End("x", flatten: true),
        "the node \"y\" (\"MatMul\") takes \"w\", whose data is in another file: save the model with its weights in one file",
        Weights with { IsExternal = true });

    [Fact]
    public void Import_RefusesOtherInputs()
    {
        Refused(End("x", flatten: true), "takes \"x\" of 3072 values an image, expected 784", sides: [3, 32, 32]);
        Refused(End("x", flatten: true), "takes \"x\" of type 1 and 4 sides, expected floats [images, …] of fixed size", sides: [1, null, 28]);
        Refused(End("x", flatten: true), "uses version 6 of ONNX's operators, expected 7 to 22", opset: 6);
        Refused(End("x", flatten: true), "uses version 99 of ONNX's operators", opset: 99);
    }

    internal static OnnxNode[] End(string from, bool flatten = true) =>
        flatten ? [Node("Flatten", [from], "flat"), Node("MatMul", ["flat", "w"], "y")] : [Node("MatMul", [from, "w"], "y")];

    internal static OnnxNode Node(string type, string[] inputs, string output, params OnnxAttribute[] attributes) =>
        new(type, "", output, inputs, [output], attributes);

    /// <summary>A graph of these nodes from an image "x" to the scores "y".</summary>
    internal static OnnxModel Model(OnnxNode[] nodes, OnnxTensor[] constants, long?[]? sides = null, long opset = 13)
    {
        OnnxDimension[] input = [new(null, "N"), .. (sides ?? [1, 28, 28]).Select(side => new OnnxDimension(side))];
        OnnxValue x = new("x", OnnxDataType.Float, input), y = new("y", OnnxDataType.Float, [new(null, "N"), new(10)]);
        return new(8, opset, "", "", "", new("g", nodes, constants, [x], [y]));
    }

    private static void Refused(OnnxNode[] nodes, string problem, OnnxTensor? weights = null, long?[]? sides = null, long opset = 13)
    {
        ModelFormatException error = Assert.Throws<ModelFormatException>(
            () => OnnxImporter.ToNetwork(Model(nodes, [weights ?? Weights], sides, opset), "net.onnx", new()));

        Assert.StartsWith("net.onnx: " + problem, error.Message, StringComparison.Ordinal);
    }
}
