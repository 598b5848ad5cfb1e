using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;

namespace MlNetDigits.Tests.Persistence;

/// <summary>
/// The frame around the layers of a model file's graph: ML.NET computes it as it stands, our engine takes it for granted. So it is
/// read only if it is exactly what is written.
/// </summary>
public class DigitGraphTests
{
    private const string Changed = "m: is a digit model's ONNX graph, but something around its layers is missing or was changed";

    private static readonly ModelFile File = ModelFile.Create(SampleNetworks.Ensemble(), SampleNetworks.Small);
    private static readonly byte[] Bytes = DigitGraph.Write(File.Network, File.Manifest);
    private static readonly OnnxModel Good = OnnxReader.Read(Bytes, "m");

    public static TheoryData<string> FrameNodes => new(Good.Graph.Nodes.Where(IsFrame).Select(node => node.Name));

    public static TheoryData<string> FrameConstants =>
        new(Good.Graph.Initializers.Where(tensor => tensor.Name.StartsWith("digits.", StringComparison.Ordinal)).Select(tensor => tensor.Name));

    [Fact]
    public void Write_GivesTheSameBytes_ForTheSameNetworkAndManifest()
    {
        TrainedNetwork again = DigitGraph.Read(OnnxReader.Read(Bytes, "m"), "m");

        Assert.Equal(Bytes, DigitGraph.Write(again, File.Manifest));
        Assert.NotEqual(Bytes, DigitGraph.Write(again.With(1.7f, 0.5f), File.Manifest));
        Assert.NotEqual(Bytes, DigitGraph.Write(again, File.Manifest with { Architecture = "other" }));
        Assert.Equal((14, 6), (FrameNodes.Count, FrameConstants.Count));
    }

    [Fact]
    public void Write_DeclaresWhatMlNetReliesOn()
    {
        Assert.Equal(
            ["digits.Pixels Float N,784"], Good.Graph.Inputs.Select(value => $"{value.Name} {value.Type} {string.Join(',', value.Dimensions)}"));
        Assert.Equal(
            ["digits.Scores Float N,10", "digits.DigitScore Float N,1", "digits.IsDigit Float N,2", "digits.Digit Float N,10"],
            Good.Graph.Outputs.Select(value => $"{value.Name} {value.Type} {string.Join(',', value.Dimensions)}"));
        OnnxNode names = Good.Graph.Nodes.Single(node => node.Name == "mlnet.digits.Scores.SlotNames");
        Assert.Equal(("ai.onnx.ml", "LabelEncoder"), (names.Domain, names.Operator));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], names.Attributes[0].Texts);

        // ML.NET refuses initializers of half precision.
        Assert.DoesNotContain(Good.Graph.Initializers, tensor => tensor.Type == OnnxDataType.Float16);
        Assert.Contains(Good.Graph.Nodes, node => node.Operator == "Constant" && node.Attributes[0].Tensor!.Type == OnnxDataType.Float16);
    }

    [Theory]
    [MemberData(nameof(FrameNodes))]
    public void Read_Throws_WhenANodeOfTheFrameIsMissingDoubledOrChanged(string name)
    {
        OnnxNode node = Good.Graph.Nodes.Single(node => node.Name == name);
        Assert.Equal(Changed, Problem(Nodes(nodes => nodes.Remove(node))));
        Assert.Equal(Changed, Problem(Nodes(nodes => nodes.Add(node))));
        Assert.Equal(Changed, Problem(Nodes(nodes => nodes.Add(node with { Operator = "Identity" }))));
        foreach (OnnxNode other in Variants(node))
        {
            Assert.Equal(Changed, Problem(Nodes(nodes => nodes[nodes.IndexOf(node)] = other)));
        }
    }

    [Theory]
    [MemberData(nameof(FrameConstants))]
    public void Read_Throws_WhenAConstantOfTheFrameIsMissingDoubledOrChanged(string name)
    {
        OnnxTensor tensor = Good.Graph.Initializers.Single(tensor => tensor.Name == name);
        Assert.Equal(Changed, Problem(Constants(tensors => tensors.Remove(tensor))));
        Assert.Equal(Changed, Problem(Constants(tensors => tensors.Add(tensor))));
        Assert.Equal(Changed, Problem(Constants(tensors => tensors.Add(OnnxTensor.Of(name, [2f])))));
        Assert.Equal(Changed, Problem(Nodes(nodes => nodes.Add(new("Identity", "", "second", ["digits.one"], [name], [])))));
        Assert.Equal(Changed, Problem(Constants(tensors => tensors[tensors.IndexOf(tensor)] = tensor with { Type = OnnxDataType.Double })));
        Assert.Equal(Changed, Problem(Constants(tensors => tensors[tensors.IndexOf(tensor)] = tensor with { Dimensions = [1, .. tensor.Dimensions] })));
        Assert.Equal(Changed, Problem(Constants(tensors => tensors[tensors.IndexOf(tensor)] = tensor with { IsExternal = true })));
    }

    [Theory]
    [InlineData("digits.ink", 1f)]
    [InlineData("digits.one", 0f)]
    [InlineData("digits.temperature", 0f)]
    [InlineData("digits.temperature", -1f)]
    [InlineData("digits.temperature", float.NaN)]
    [InlineData("digits.temperature", float.PositiveInfinity)]
    [InlineData("digits.threshold", float.NaN)]
    public void Read_Throws_WhenANumberOfTheFrameMakesNoSense(string name, float value) =>
        Assert.Equal(Changed, Problem(Constants(tensors => tensors[tensors.FindIndex(tensor => tensor.Name == name)] = OnnxTensor.Of(name, [value]))));

    [Fact]
    public void Read_Throws_WhenTheClassesAreInAnotherOrder() => Assert.Equal(
        Changed,
        Problem(Constants(tensors =>
            tensors[tensors.FindIndex(tensor => tensor.Name == "digits.classes")] = OnnxTensor.Of("digits.classes", 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))));

    [Fact]
    public void Read_Throws_WhenTheImageIsOfAnotherSize() => Assert.Equal(
        "m: takes images of [1, 14, 56], expected [1, 28, 28]",
        Problem(Constants(tensors =>
            tensors[tensors.FindIndex(tensor => tensor.Name == "digits.imageShape")] = OnnxTensor.Of("digits.imageShape", -1, 1, 14, 56))));

    [Fact]
    public void Read_Throws_WhenOutputsInputsOrOperatorsAreOthers()
    {
        OnnxGraph graph = Good.Graph;
        Assert.Equal(Changed, Problem(Good with { OpsetVersion = 18 }));
        Assert.Equal(Changed, Problem(Good with { Graph = graph with { Outputs = [.. graph.Outputs.Reverse()] } }));
        Assert.Equal(Changed, Problem(Good with { Graph = graph with { Outputs = [.. graph.Outputs.SkipLast(1)] } }));
        Assert.Equal("m: is an ONNX graph, but not that of a digit model", Problem(Good with { Graph = graph with { Inputs = [] } }));
        Assert.Equal("m: is an ONNX graph, but not that of a digit model", Problem(OnnxExporter.Export(File.Network)));
    }

    /// <summary>The digit score that ML.NET computes is that of the logits which the graph names; ours is that of the members' mean.</summary>
    [Fact]
    public void Read_Throws_WhenTheDigitScoreIsOfOtherLogits()
    {
        string mean = Good.Graph.Nodes.Single(node => node.Operator == "Mean").Outputs[0];
        string first = Good.Graph.Nodes.Single(node => node.Operator == "Mean").Inputs[0];
        Assert.Equal(Changed, Problem(Nodes(nodes => Replace(nodes, node => node.Operator == "ReduceLogSumExp", node => node with { Inputs = [first] }))));
        Assert.Equal(Changed, Problem(Nodes(nodes => Replace(nodes, node => node.Name == "digits.Scaled", node => node with { Inputs = [first, node.Inputs[1]] }))));
        Assert.Equal(Changed, Problem(Nodes(nodes => Replace(nodes, node => node.Operator == "Mean", node => node with { Operator = "Sum" }))));
        Assert.Equal(Changed, Problem(Nodes(nodes =>
        {
            Replace(nodes, node => node.Inputs.Contains(mean), node => node with { Inputs = [.. node.Inputs.Select(input => input == mean ? "half" : input)] });
            nodes.Insert(nodes.FindIndex(node => node.Operator == "Mean") + 1, new("Div", "", "half", [mean, "digits.ink"], ["half"], []));
        })));
    }

    /// <summary>What is wrong inside the layers is told as of any other graph.</summary>
    [Fact]
    public void Read_NamesTheNode_WhenALayerIsWrong()
    {
        Assert.StartsWith(
            "m: the node \"conv1\" (\"Conv\") has strides [0, 0], expected 2 integers",
            Problem(Nodes(nodes => Replace(nodes, node => node.Name == "conv1", node => node with { Attributes = [OnnxAttribute.Of("strides", 0, 0)] }))),
            StringComparison.Ordinal);
        Assert.StartsWith("m: the node \"conv1\" (\"Conv\") takes \"conv1.bias\", which is not a constant", Problem(Constants(tensors => tensors.RemoveAll(tensor => tensor.Name == "conv1.bias"))), StringComparison.Ordinal);
    }

    private static bool IsFrame(OnnxNode node) =>
        node.Name.StartsWith("digits.", StringComparison.Ordinal) || node.Name.StartsWith("mlnet.", StringComparison.Ordinal);

    /// <summary>The node with each of its parts changed in turn.</summary>
    private static IEnumerable<OnnxNode> Variants(OnnxNode node)
    {
        yield return node with { Operator = "Relu" };
        yield return node with { Domain = "com.example" };
        yield return node with { Name = "other" };
        yield return node with { Outputs = ["elsewhere"] };
        yield return node with { Outputs = [.. node.Outputs, "more"] };
        yield return node with { Inputs = [.. node.Inputs, "digits.one"] };
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            string[] inputs = [.. node.Inputs];
            inputs[i] = "digits.one" == inputs[i] ? "digits.ink" : "digits.one";
            yield return node with { Inputs = inputs };
        }

        for (int i = 0; i < node.Attributes.Count; i++)
        {
            OnnxAttribute[] attributes = [.. node.Attributes];
            yield return node with { Attributes = [.. attributes.Where((_, j) => j != i)] };
            attributes[i] = attributes[i].Type switch
            {
                OnnxAttributeType.Int => attributes[i] with { Int = attributes[i].Int + 1 },
                OnnxAttributeType.Ints => attributes[i] with { Ints = [.. attributes[i].Ints.Reverse(), 0] },
                OnnxAttributeType.Texts => attributes[i] with { Texts = [.. attributes[i].Texts.Reverse()] },
                _ => attributes[i] with { Tensor = attributes[i].Tensor! with { Texts = ["1"] } },
            };
            yield return node with { Attributes = attributes };
        }

        yield return node with { Attributes = [.. node.Attributes, OnnxAttribute.Of("more", 1L)] };
    }

    private static void Replace(List<OnnxNode> nodes, Predicate<OnnxNode> which, Func<OnnxNode, OnnxNode> change)
    {
        Assert.Contains(nodes, which);
        for (int i = 0; i < nodes.Count; i++)
        {
            nodes[i] = which(nodes[i]) ? change(nodes[i]) : nodes[i];
        }
    }

    private static OnnxModel Nodes(Action<List<OnnxNode>> change)
    {
        List<OnnxNode> nodes = [.. Good.Graph.Nodes];
        change(nodes);
        return Good with { Graph = Good.Graph with { Nodes = nodes } };
    }

    private static OnnxModel Constants(Action<List<OnnxTensor>> change)
    {
        List<OnnxTensor> tensors = [.. Good.Graph.Initializers];
        change(tensors);
        return Good with { Graph = Good.Graph with { Initializers = tensors } };
    }

    private static string Problem(OnnxModel model) => Assert.Throws<ModelFormatException>(() => DigitGraph.Read(model, "m")).Message;
}
