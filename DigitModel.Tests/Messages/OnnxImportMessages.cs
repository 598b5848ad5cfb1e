using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;
using DigitEngine.Persistence.Protobuf;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Messages;

/// <summary>Networks from elsewhere that can't be imported.</summary>
internal static class OnnxImportMessages
{
    private static readonly OnnxTensor Weights = OnnxImportErrorTests.Weights;

    public static void Collect(MessageList list)
    {
        CollectFiles(list);
        CollectGraphs(list);
        CollectConvolutions(list);
        CollectWeights(list);
        CollectLayers(list);
        CollectShapes(list);
        CollectConstants(list);
    }

    private static void CollectFiles(MessageList list)
    {
        list.Begin("ONNX files");
        list.Add("no file", () => OnnxFile.Import(list.PathOf("no.onnx")));
        list.Add("a folder", () => OnnxFile.Import(list.Folder));
        list.Add("a text", () => OnnxFile.Import(list.Write("text.onnx", "PK and so on"u8)));
        list.Add("an empty file", () => OnnxFile.Import(list.Write("empty.onnx", [])));
        list.Add("a PNG", () => OnnxFile.Import(list.Write("digit.onnx", [0x89, .. "PNG\r\n"u8])));
        list.Add("no graph", () => OnnxFile.Import(list.Write("none.onnx", new WireMessage().Add(8, new WireMessage().Add(2, 13L)).ToArray())));
        byte[] nodes = new byte[20_000];
        for (int i = 0; i < nodes.Length; i += 2)
        {
            nodes[i] = 0x0A;
        }

        list.Add("ten thousand nodes", () => OnnxFile.Import(list.Write("many.onnx", new WireMessage().Add(7, nodes).ToArray())));
        list.Add("a scale of 0", () => new OnnxImportOptions { Scale = 0 }.Validate());
        list.Add("a mean that is no number", () => new OnnxImportOptions { Mean = double.NaN }.Validate());
        list.Add("a deviation of 0", () => new OnnxImportOptions { StandardDeviation = 0 }.Validate());
        list.Add("four labels", () => new OnnxImportOptions { Labels = "0123" }.Validate());
    }

    private static void CollectGraphs(MessageList list)
    {
        OnnxModel good = OnnxErrorTests.Good;
        OnnxGraph graph = good.Graph;
        list.Begin("ONNX graphs");
        list.Add("old operators", () => Import(good with { OpsetVersion = 6 }));
        list.Add("new operators", () => Import(good with { OpsetVersion = 99 }));
        list.Add("two inputs", () => Import(good with { Graph = graph with { Inputs = [.. graph.Inputs, graph.Inputs[0] with { Name = "more" }] } }));
        list.Add("colour images", () => Import(OnnxImportErrorTests.Model(OnnxImportErrorTests.End("x"), [Weights], [3, 32, 32])));
        list.Add("images of any height", () => Import(OnnxImportErrorTests.Model(OnnxImportErrorTests.End("x"), [Weights], [1, null, 28])));
        list.Add("no nodes", () => Import(good with { Graph = graph with { Nodes = [] } }));
        list.Add("784 outputs", () => Import(Node("Flatten", ["x"])));
        list.Add("an unknown operator", () => Import(OnnxErrorTests.WithNode("Conv", node => node with { Operator = "Einsum" })));
        list.Add("operators of another company", () => Import(OnnxErrorTests.WithNode("Conv", node => node with { Domain = "com.example" })));
        list.Add("a node of no output", () => Import(OnnxErrorTests.WithNode("Conv", node => node with { Outputs = [] })));
        list.Add("a value that comes later", () => Import(OnnxErrorTests.WithNode("MaxPool", node => node with { Inputs = ["dense1.output"] })));
        list.Add("a value twice", () => Import(good with { Graph = graph with { Nodes = [.. graph.Nodes, graph.Nodes[^1] with { Inputs = ["Score"] }] } }));
        list.Add("a node after the end", () => Import(
            Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "w"], "m"), Node("Softmax", ["m"], "s"), Node("Softmax", ["s"])));
        list.Add("layers after the end", () => Import(Node("Flatten", ["x"], "f"), Node("Softmax", ["f"], "s"), Node("MatMul", ["s", "w"])));
        list.Add("layers after a sum", () => Import(
            Node("Flatten", ["x"], "f"), Node("Relu", ["f"], "r"), Node("Add", ["f", "r"], "a"), Node("MatMul", ["a", "w"])));
        list.Add("a sum of different lengths", () => Import(Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "w"], "m"), Node("Sum", ["m", "f"])));
        list.Add("a sum with a value from nowhere", () => Import(Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "w"], "m"), Node("Sum", ["m", "n"])));
        list.Add("a sum of a mean", () => Import(
            Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "w"], "m"), Node("Mean", ["m", "m"], "n"), Node("Sum", ["n", "m"])));
        list.Add("a softmax over images", () => Import(
            Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "w"], "m"), Node("Softmax", ["m"], "y", OnnxAttribute.Of("axis", 0L))));
        TrainedNetwork pair = TrainedNetwork.Combine([SampleNetworks.Network("flatten; dense 10"), SampleNetworks.Network("flatten; dense 10", 2)]);
        OnnxModel calibrated = OnnxExporter.Export(pair.With(temperature: 2, digitThreshold: 0));
        list.Add("a temperature of a billion", () => Import(
            [Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "w"], "m"), Node("Mul", ["m", "c"], "p"), Node("Softmax", ["p"])], [Weights, OnnxTensor.Of("c", [1e-9f], 1)]));
        list.Add("a temperature of -1", () => Import(WithConstant(calibrated, OnnxTensor.Of("calibration1.temperature", [-1f], 1))));
    }

    private static void CollectConvolutions(MessageList list)
    {
        list.Begin("ONNX convolutions");
        AddAttribute("a kernel of another size", OnnxAttribute.Of("kernel_shape", 3, 2));
        AddAttribute("a stride of 0", OnnxAttribute.Of("strides", 0, 1));
        AddAttribute("three strides", OnnxAttribute.Of("strides", 1, 1, 1));
        AddAttribute("a dilation of 0", OnnxAttribute.Of("dilations", 1, 0));
        AddAttribute("a wide dilation", OnnxAttribute.Of("dilations", 1, 64));
        AddAttribute("three groups", OnnxAttribute.Of("group", 3L));
        AddAttribute("a padding larger than the kernel", OnnxAttribute.Of("pads", 3, 0, 0, 0));
        AddAttribute("an unknown padding", new OnnxAttribute("auto_pad", OnnxAttributeType.Text) { Text = "SOME" });
        AddAttribute("a padding that is a number", OnnxAttribute.Of("auto_pad", 1L));
        AddAttribute("an unknown attribute", OnnxAttribute.Of("colour", 1, 2));
        list.Add("an attribute twice", () => Import(OnnxErrorTests.WithNode(
            "Conv", node => node with { Attributes = [OnnxAttribute.Of("group", 1L), OnnxAttribute.Of("group", 1L)] })));
        list.Add("a kernel larger than the image", () => Import(
            OnnxErrorTests.WithNode(WithConstant(OnnxErrorTests.Good, OnnxTensor.Of("conv1.weight", new float[2 * 29 * 29], 2, 1, 29, 29)), "Conv", node => node with { Attributes = [] })));
        list.Add("an image of another shape", () => Import(
            [Node("Reshape", ["x", "s"], "i"), Node("Conv", ["i", "k"])], [OnnxTensor.Of("s", 0, 1, 14, 56), OnnxTensor.Of("k", new float[9], 1, 1, 3, 3)]));
        list.Add("an image without its axes", () => Import(
            [Node("Flatten", ["x"], "f"), Node("Conv", ["f", "k"])], [OnnxTensor.Of("k", new float[9], 1, 1, 3, 3)]));

        void AddAttribute(string input, OnnxAttribute attribute) => list.Add(input, () => Import(OnnxErrorTests.WithNode(
            "Conv", node => node with { Attributes = [.. node.Attributes.Where(each => each.Name != attribute.Name), attribute] })));
    }

    private static void CollectWeights(MessageList list)
    {
        list.Begin("ONNX weights");
        float[] infinite = new float[18];
        infinite[17] = float.PositiveInfinity;
        list.Add("infinite", () => Import(OnnxErrorTests.WithConstant("conv1.weight", _ => OnnxTensor.Of("conv1.weight", infinite, 2, 1, 3, 3))));
        list.Add("a variance of -1", () => Import(OnnxErrorTests.WithConstant("batchnorm1.variance", tensor => OnnxTensor.Of(tensor.Name, [1f, -1f], 2))));
        list.Add("too few bytes", () => Import(OnnxErrorTests.WithNode(
            OnnxErrorTests.WithConstant("conv1.weight", tensor => tensor with { Dimensions = [2, 1, 3, 4] }), "Conv", node => node with { Attributes = [] })));
        list.Add("too many channels", () => Import(OnnxErrorTests.WithConstant("conv1.weight", tensor => tensor with { Dimensions = [2, 60000, 3, 3] })));
        list.Add("beyond all measure", () => Import(OnnxErrorTests.WithConstant("conv1.weight", tensor => tensor with { Dimensions = [long.MaxValue, 1, 3, 3] })));
        list.Add("one axis", () => Import(OnnxErrorTests.WithConstant("conv1.weight", tensor => tensor with { Dimensions = [18] })));
        list.Add("integers", () => Import(OnnxErrorTests.WithConstant("conv1.bias", tensor => tensor with { Type = OnnxDataType.Int64 })));
        list.Add("missing", () => Import(OnnxErrorTests.WithConstant("conv1.bias", tensor => tensor with { Name = "other" })));
        list.Add("in another file", () => Import(OnnxErrorTests.WithConstant("conv1.bias", tensor => tensor with { IsExternal = true })));
        list.Add("twice", () => Import(OnnxErrorTests.WithConstant("conv1.bias", tensor => tensor with { Name = "conv1.weight" })));
    }

    private static void CollectLayers(MessageList list)
    {
        list.Begin("ONNX layers");
        AddPool("a window larger than the image", OnnxAttribute.Of("kernel_shape", 29, 1));
        AddPool("windows over the edge", OnnxAttribute.Of("kernel_shape", 2, 2), OnnxAttribute.Of("pads", 1, 1, 0, 0));
        AddPool("windows over the far edge", OnnxAttribute.Of("kernel_shape", 3, 3), OnnxAttribute.Of("strides", 2, 2), OnnxAttribute.Of("ceil_mode", 1L));
        AddPool("a list for a switch", OnnxAttribute.Of("kernel_shape", 2, 2), OnnxAttribute.Of("ceil_mode", 0, 1));
        AddPool("a dilated window", OnnxAttribute.Of("kernel_shape", 2, 2), OnnxAttribute.Of("dilations", 1, 2));
        AddPool("columns first", OnnxAttribute.Of("kernel_shape", 2, 2), OnnxAttribute.Of("storage_order", 1L));
        list.Add("a dense layer of an image", () => Import(Node("MatMul", ["x", "w"])));
        list.Add("a transposed input", () => Import(Node("Flatten", ["x"], "f"), Node("Gemm", ["f", "w"], "y", OnnxAttribute.Of("transA", 1L))));
        list.Add("other biases", () => Import(
            [Node("Flatten", ["x"], "f"), Node("Gemm", ["f", "w", "b"])], [Weights, OnnxTensor.Of("b", new float[9], 9)]));
        list.Add("a factor beyond all measure", () => Import(
            [Node("Flatten", ["x"], "f"), Node("Gemm", ["f", "h"], "y", OnnxAttribute.Of("alpha", 1e38f))], [OnnxTensor.Of("h", [.. Enumerable.Repeat(100f, 7840)], 784, 10)]));
        list.Add("a factor that is an integer", () => Import(Node("Flatten", ["x"], "f"), Node("Gemm", ["f", "w"], "y", OnnxAttribute.Of("alpha", 1L))));
        list.Add("weights of no name", () => Import(Node("Flatten", ["x"], "f"), Node("MatMul", ["f", ""])));
        list.Add("factors beyond all measure", () => Import(
            [Node("Mul", ["x", "c"], "a"), Node("Mul", ["a", "c"], "b"), Node("Relu", ["b"])], [OnnxTensor.Of("c", [1e38f], 1)]));
        list.Add("a product of values", () => Import(Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "f"])));
        list.Add("weights from nowhere", () => Import(Node("Flatten", ["x"], "f"), Node("MatMul", ["f", "other"])));
        list.Add("an input too many", () => Import(Node("Relu", ["x", "w"])));
        list.Add("an input too few", () => Import(Node("MatMul", ["x"])));
        list.Add("constants from another shape", () => Import([Node("Mul", ["x", "c"])], [OnnxTensor.Of("c", new float[7], 7)]));
        list.Add("constants within a channel", () => Import([Node("Mul", ["x", "c"])], [OnnxTensor.Of("c", [.. Enumerable.Range(1, 28).Select(i => (float)i)], 28)]));
        list.Add("a constant divided by a value", () => Import([Node("Div", ["c", "x"])], [OnnxTensor.Of("c", [1f], 1)]));
        list.Add("a division by 0", () => Import([Node("Div", ["x", "c"])], [OnnxTensor.Of("c", [0f], 1)]));
        list.Add("training", () => Import(OnnxErrorTests.WithNode("BatchNormalization", node => node with { Attributes = [OnnxAttribute.Of("training_mode", 1L)] })));
        list.Add("a cast to integers", () => Import(Node("Cast", ["x"], "y", OnnxAttribute.Of("to", 7L))));

        void AddPool(string input, params OnnxAttribute[] attributes) =>
            list.Add(input, () => Import([Node("MaxPool", ["x"], "p", attributes), .. OnnxImportErrorTests.End("p")], [Weights]));
    }

    private static void CollectShapes(MessageList list)
    {
        list.Begin("ONNX shapes");
        list.Add("images joined by Flatten", () => Import(Node("Flatten", ["x"], "y", OnnxAttribute.Of("axis", 0L))));
        list.Add("images moved by Transpose", () => Import(Node("Transpose", ["x"], "y", OnnxAttribute.Of("perm", 1, 0, 2, 3))));
        list.Add("one axis in Transpose", () => Import(Node("Transpose", ["x"], "y", OnnxAttribute.Of("perm", 0L))));
        list.Add("a matrix for a shape", () => Import(
            [Node("Reshape", ["x", "s"])], [OnnxTensor.Of("s", 0, 784, 0, 784) with { Dimensions = [2, 2] }]));
        list.Add("an axis twice in Transpose", () => Import(Node("Transpose", ["x"], "y", OnnxAttribute.Of("perm", 0, 1, 1, 3))));
        list.Add("images joined by Reshape", () => Import([Node("Reshape", ["x", "s"])], [OnnxTensor.Of("s", 784, -1)]));
        list.Add("-1 twice in Reshape", () => Import([Node("Reshape", ["x", "s"])], [OnnxTensor.Of("s", -1, -1)]));
        list.Add("another size by Reshape", () => Import([Node("Reshape", ["x", "s"])], [OnnxTensor.Of("s", 0, 700)]));
        list.Add("an axis of 28 left out by Squeeze", () => Import(Node("Squeeze", ["x"], "y", OnnxAttribute.Of("axes", 2, 3))));
        list.Add("an axis beyond the others by Unsqueeze", () => Import(Node("Unsqueeze", ["x"], "y", OnnxAttribute.Of("axes", 0, 9))));
        list.Add("ones around an image", () => Import(
            [Node("Pad", ["x", "p", "c"])], [OnnxTensor.Of("p", 0, 0, 1, 1, 0, 0, 1, 1), OnnxTensor.Of("c", [1f], 1)]));
        list.Add("a channel around an image", () => Import([Node("Pad", ["x", "p"])], [OnnxTensor.Of("p", 0, 1, 0, 0, 0, 0, 0, 0)]));
        list.Add("zeros around an image at the end", () => Import([Node("Pad", ["x", "p"])], [OnnxTensor.Of("p", 0, 0, 1, 1, 0, 0, 1, 1)]));
        list.Add("zeros around an image for ReLU", () => Import([Node("Pad", ["x", "p"], "z"), Node("Relu", ["z"])], [OnnxTensor.Of("p", 0, 0, 1, 1, 0, 0, 1, 1)]));
        list.Add("another padding mode", () => Import(
            [Node("Pad", ["x", "p"], "y", new OnnxAttribute("mode", OnnxAttributeType.Text) { Text = "edge" })], [OnnxTensor.Of("p", 0, 0, 1, 1, 0, 0, 1, 1)]));
    }

    private static void CollectConstants(MessageList list)
    {
        OnnxTensor numbers = OnnxTensor.Of("n", 1, 2, 3);
        list.Begin("ONNX constants");
        AddConstant("an operator that is not for constants", Node("Relu", ["w"], "c"));
        AddConstant("no value", Node("Constant", [], "c"));
        AddConstant("a cast to text", Node("Cast", ["n"], "c", OnnxAttribute.Of("to", 8L)));
        AddConstant("another size by Reshape", Node("Reshape", ["w", "n"], "c"));
        AddConstant("an axis twice in Unsqueeze", Node("Unsqueeze", ["n"], "c", OnnxAttribute.Of("axes", 0, 0)));
        AddConstant("an axis twice in Transpose", Node("Transpose", ["w"], "c", OnnxAttribute.Of("perm", 1, 1)));
        AddConstant("a place beyond the list by Gather", Node("Gather", ["n", "p"], "c"), OnnxTensor.Of("p", 7));
        AddConstant("another axis for Concat", Node("Concat", ["n", "n"], "c", OnnxAttribute.Of("axis", 1L)));
        AddConstant(
            "every second number by Slice", Node("Slice", ["n", "a", "b", "a", "d"], "c"), OnnxTensor.Of("a", 0), OnnxTensor.Of("b", 3), OnnxTensor.Of("d", 2));
        AddConstant("text", Node("Identity", ["t"], "c"), numbers with { Name = "t", Type = OnnxDataType.Text });
        list.Add("a constant where a value is needed", () => Import([Node("Flatten", ["w"], "c"), Node("MatMul", ["c", "w"])], [Weights]));

        void AddConstant(string input, OnnxNode node, params OnnxTensor[] more) =>
            list.Add(input, () => Import([node, Node("Mul", ["x", "c"])], [Weights, numbers, .. more]));
    }

    private static OnnxModel WithConstant(OnnxModel model, OnnxTensor constant) => model with
    {
        Graph = model.Graph with { Initializers = [.. model.Graph.Initializers.Select(tensor => tensor.Name == constant.Name ? constant : tensor)] },
    };

    private static OnnxNode Node(string type, string[] inputs, string output = "y", params OnnxAttribute[] attributes) =>
        new(type, "", output, inputs, [output], attributes);

    private static void Import(params OnnxNode[] nodes) => Import(nodes, [Weights]);

    private static void Import(OnnxNode[] nodes, OnnxTensor[] constants) => Import(OnnxImportErrorTests.Model(nodes, constants));

    private static void Import(OnnxModel model) => OnnxImporter.ToNetwork(model, "net.onnx", new());
}
