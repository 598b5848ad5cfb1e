using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;

namespace MlNetDigits.Tests.Persistence;

/// <summary>
/// The ONNX project's own tests of its operators, forward, through the importer and our layers: those of the operators that
/// networks for digits consist of. They are in Debian's package <c>libonnx-testdata</c>, or in a folder that
/// <c>DIGITMODEL_ONNX_TESTDATA</c> names; where neither is there the test is skipped.
/// </summary>
[Trait("Category", "Toolchain")]
public class OnnxNodeTests(ITestOutputHelper output)
{
    private const string Variable = "DIGITMODEL_ONNX_TESTDATA";
    private const string DebianFolder = "/usr/share/libonnx-testdata/data";

    private static readonly string[] Operators =
    [
        "add", "averagepool_2d", "basic_conv_with", "batchnorm", "conv_with", "div", "dropout_default", "flatten", "gemm", "globalaveragepool",
        "identity", "logsoftmax", "matmul_2d", "maxpool_2d", "mean", "mul", "relu", "reshape", "softmax", "squeeze", "sub", "sum",
        "transpose", "unsqueeze",
    ];

    /// <summary>Modules of PyTorch, as an early version wrote them.</summary>
    private static readonly string[] Modules = ["AvgPool2d", "BatchNorm2d", "Conv2d", "LogSoftmax", "MaxPool2d", "ReLU", "Softmax"];

    [Fact]
    public void Nodes_GiveTheirNumbers_OrAreRefusedForAKnownReason()
    {
        string? given = Environment.GetEnvironmentVariable(Variable);
        bool isGiven = !string.IsNullOrEmpty(given);
        Assert.SkipUnless(isGiven || Directory.Exists(DebianFolder), $"There is no {DebianFolder}; install libonnx-testdata or set {Variable}.");
        string folder = isGiven ? given! : DebianFolder;
        List<string> passed = [], wrong = [];
        SortedDictionary<string, string> refused = new(StringComparer.Ordinal);
        foreach (string test in Tests(folder))
        {
            string name = Path.GetRelativePath(folder, test).Replace('\\', '/');
            try
            {
                string? problem = Run(test);
                (problem is null ? passed : wrong).Add(problem is null ? name : $"{name}: {problem}");
            }
            catch (ModelFormatException e)
            {
                refused.Add(name, e.Message["m: ".Length..]);
            }
        }

        output.WriteLine($"{passed.Count} passed, {refused.Count} refused, {wrong.Count} wrong");
        foreach ((string name, string reason) in refused)
        {
            output.WriteLine($"refused {name}: {reason}");
        }

        Assert.Empty(wrong);
        Dictionary<string, string> expected = OnnxNodeRefusals.All
            .SelectMany(each => each.Tests.Split(' ').Select(test => (test, each.Reason)))
            .ToDictionary(each => each.test, each => each.Reason);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), refused.Keys);
        Assert.All(refused, test => Assert.Contains(expected[test.Key], test.Value, StringComparison.Ordinal));
        Assert.Equal(OnnxNodeRefusals.Passed, passed.Count);
    }

    private static IEnumerable<string> Tests(string folder)
    {
        IEnumerable<string> nodes = Directory.EnumerateDirectories(Path.Combine(folder, "node"), "test_*").Where(test =>
        {
            string name = Path.GetFileName(test)["test_".Length..];
            bool isOther = name.EndsWith("_expanded", StringComparison.Ordinal) || name.Contains("uint8", StringComparison.Ordinal);
            return !isOther && Operators.Any(each => name == each || name.StartsWith(each + "_", StringComparison.Ordinal));
        });
        IEnumerable<string> modules = Directory.EnumerateDirectories(Path.Combine(folder, "pytorch-converted"), "test_*")
            .Where(test => Modules.Any(module => Path.GetFileName(test).StartsWith("test_" + module, StringComparison.Ordinal)));
        return nodes.Order(StringComparer.Ordinal).Concat(modules.Order(StringComparer.Ordinal));
    }

    /// <returns>What is wrong, or null.</returns>
    private static string? Run(string test)
    {
        OnnxModel model = OnnxReader.Read(File.ReadAllBytes(Path.Combine(test, "model.onnx")), "m");
        IEnumerable<OnnxValue> given = model.Graph.Inputs.ExceptBy(model.Graph.Initializers.Select(tensor => tensor.Name), input => input.Name);
        OnnxTensor[] inputs = [.. given.Select((input, i) => Tensor(test, $"input_{i}.pb") with { Name = input.Name })];

        // The first input is the image; the others are constants, as they are in a trained network.
        OnnxGraph graph = model.Graph with { Initializers = [.. model.Graph.Initializers, .. inputs[1..]] };

        // Version 6, of the modules, is for these operators what version 7 is.
        OnnxScores scores = OnnxGraphReader.Read(model with { Graph = graph, OpsetVersion = Math.Max(model.OpsetVersion, 7) }, "m");
        OnnxValueChain end = scores.Members.Single();

        // Images come channels first.
        int[]? order = inputs[0].Dimensions is [_, long channels, long height, long width]
            ? OnnxLayout.Flattened(new((int)height, (int)width, (int)channels))
            : null;
        float[] x = inputs[0].ToSingles(), expected = Tensor(test, "output_0.pb").ToSingles();
        int images = (int)inputs[0].Dimensions[0];
        float[] actual = Compute(end, scores, InOrder(x, order, images, toGraph: false), images);
        actual = InOrder(actual, end.Order, images, toGraph: true);
        if (actual.Length != expected.Length)
        {
            return $"gives {actual.Length} numbers, expected {expected.Length}";
        }

        for (int i = 0; i < expected.Length; i++)
        {
            float value = scores.Ending == "LogSoftmax" ? MathF.Log(actual[i]) : actual[i];
            if (!(Math.Abs(value - expected[i]) <= 1e-6 + (1e-5 * Math.Abs(expected[i]))))
            {
                return $"number {i} is {value}, expected {expected[i]}";
            }
        }

        return null;
    }

    private static OnnxTensor Tensor(string test, string file) =>
        OnnxReader.ReadTensor(File.ReadAllBytes(Path.Combine(test, "test_data_set_0", file)), "m");

    private static float[] Compute(OnnxValueChain end, OnnxScores scores, float[] x, int images)
    {
        // The factor is left to what comes after the layers; without layers there is nothing to run.
        List<TrainedLayer> layers = end.Layers();
        if (layers.Count == 0 && scores.Ending.Length == 0)
        {
            return [.. x.Select(value => value * (float)scores.Factor)];
        }

        layers = layers.Count > 0 ? layers : [new TrainedScale(end.Shape, Ones(end.Shape.Channels), new float[end.Shape.Channels], Relu: false)];
        TrainedNetwork network = new([new TrainedMember([.. LayerFolding.Fold(layers)])], (float)(1 / scores.Factor));
        float[] y = new float[images * end.Shape.Size];
        InferenceWorkspace workspace = network.CreateWorkspace(images);
        if (scores.Ending.Length > 0)
        {
            network.Predict(new Rows(x, x.Length / images), 0, y, workspace);
            return y;
        }

        network.ComputeLogits(new Rows(x, x.Length / images), 0, y, workspace);
        return [.. y.Select(value => value * (float)scores.Factor)];
    }

    private static float[] Ones(int count)
    {
        float[] ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private static float[] InOrder(float[] numbers, int[]? order, int images, bool toGraph)
    {
        float[] moved = new float[numbers.Length];
        int size = numbers.Length / images;
        for (int i = 0; i < numbers.Length; i++)
        {
            int place = (i / size * size) + (order?[i % size] ?? (i % size));
            moved[toGraph ? place : i] = numbers[toGraph ? i : place];
        }

        return moved;
    }

    private sealed class Rows(float[] numbers, int size) : IBatchSource
    {
        public int Load(int index, Span<float> pixels)
        {
            numbers.AsSpan(index * size, size).CopyTo(pixels);
            return 0;
        }
    }
}
