using System.Globalization;
using System.Text;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;

namespace DigitEngine.Persistence;

/// <summary>
/// The ONNX graph of a model file: a network's layers, and nodes around them that compute all outputs from pixels from 0 to 255, in
/// the form that the ML.NET steps of <c>model-template.zip</c> expect.
/// </summary>
/// <remarks>
/// Input: <see cref="PixelsName"/>, float [N, 784]. Outputs: <see cref="ScoresName"/>, float [N, 10], probabilities;
/// <see cref="DigitScoreName"/>, float [N, 1], log Σ exp(logits); <see cref="IsDigitName"/>, float [N, 2], (1, 0) for no digit
/// and (0, 1) for a digit; <see cref="DigitName"/>, float [N, 10], 1 for the most probable digit and 0 for the others.
/// </remarks>
internal static class DigitGraph
{
    public const string PixelsName = "digits.Pixels";
    public const string ScoresName = "digits.Scores";
    public const string DigitScoreName = "digits.DigitScore";
    public const string IsDigitName = "digits.IsDigit";
    public const string DigitName = "digits.Digit";

    private const string ImageName = "digits.Image";
    private const string ImageShapeName = "digits.imageShape";
    private const string ThresholdName = "digits.threshold";
    private const string TemperatureName = "digits.temperature";
    private const string ScaledName = "digits.Scaled";
    private const string ManifestKey = "manifest.json";
    private static readonly (string Domain, long Version) MachineLearningOperators = ("ai.onnx.ml", 2);
    private static readonly OnnxDimension Images = new(null, "N");
    private static readonly OnnxValue[] Inputs = [new(PixelsName, OnnxDataType.Float, [Images, new(DigitImage.PixelCount)])];
    private static readonly OnnxValue[] Outputs =
    [
        new(ScoresName, OnnxDataType.Float, [Images, new(DigitImage.ClassCount)]),
        new(DigitScoreName, OnnxDataType.Float, [Images, new(1)]),
        new(IsDigitName, OnnxDataType.Float, [Images, new(2)]),
        new(DigitName, OnnxDataType.Float, [Images, new(DigitImage.ClassCount)]),
    ];

    /// <summary>The graph as bytes: the same for the same network and manifest.</summary>
    public static byte[] Write(TrainedNetwork network, ModelManifest manifest)
    {
        OnnxExporter exporter = new(ImageName, isPortable: false);
        string logits = exporter.AddLogits(network);
        Frame frame = new(OnnxExporter.ImageOf(network), logits, network.Temperature, network.DigitThreshold);
        OnnxGraph graph = new(
            "digits",
            [.. Frame.Before, .. exporter.Nodes, .. frame.After],
            [.. frame.Constants, .. exporter.Constants],
            Inputs,
            Outputs);
        string description = $"{PixelsName} takes grey values from 0 (background) to 255 (ink), rows from top to bottom; "
            + $"{ScoresName}[d] is the probability of digit d.";
        string json = Encoding.UTF8.GetString(ManifestJson.Write(manifest with { Files = new Dictionary<string, string>() }));
        return OnnxWriter.Write(
            new(OnnxExporter.IrVersion, OnnxExporter.OpsetVersion, OnnxExporter.Producer, LibraryVersion.Text, description, graph)
            {
                OtherOpsets = [MachineLearningOperators],
                Properties = [(ManifestKey, json)],
            });
    }

    /// <summary>The network in a graph, with its temperature and threshold.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="ModelFormatException">
    /// It is not a graph of <see cref="Write"/>, or its network can't be computed.
    /// </exception>
    public static TrainedNetwork Read(OnnxModel model, string file)
    {
        if (model.Graph.Inputs is not [{ Name: PixelsName }])
        {
            throw new ModelFormatException(file, "is an ONNX graph, but not that of a digit model");
        }

        Frame frame = Frame.Of(model, file);
        OnnxGraph layers = model.Graph with
        {
            Nodes = [.. model.Graph.Nodes.Where(node => !Frame.Before.Any(node.IsSame))],
            Inputs = [new(ImageName, OnnxDataType.Float, [Images, .. frame.ImageSides.Select(side => new OnnxDimension(side))])],
            Outputs = [new(frame.Logits, OnnxDataType.Float, [Images, new(DigitImage.ClassCount)])],
        };
        TrainedNetwork network = OnnxImporter.ToNetwork(model with { Graph = layers }, file, new());

        // Several members must be averaged: ML.NET computes the digit score from what the graph says, our engine from the mean.
        return network.Temperature == 1 ? network.With(frame.Temperature, frame.Threshold) : throw Frame.Changed(file);
    }

    /// <summary>
    /// The manifest inside the graph. It is still there if another program copies the graph into another zip.
    /// </summary>
    public static byte[]? ManifestOf(OnnxModel model)
    {
        string? json = model.Properties.FirstOrDefault(property => property.Key == ManifestKey).Value;
        return json is null ? null : Encoding.UTF8.GetBytes(json);
    }

    /// <summary>Everything around the layers. All its nodes and constants follow from these four values.</summary>
    /// <param name="Image">The image that the layers take.</param>
    /// <param name="Logits">The name of the logits.</param>
    /// <param name="Temperature">What logits are divided by.</param>
    /// <param name="Threshold">The lowest digit score of a digit.</param>
    private sealed record Frame(Shape Image, string Logits, float Temperature, float Threshold)
    {
        public IReadOnlyList<OnnxTensor> Constants =>
        [
            OnnxTensor.Of("digits.ink", [(float)byte.MaxValue]),
            OnnxTensor.Of(ImageShapeName, [-1, .. ImageSides]),
            OnnxTensor.Of(TemperatureName, [Temperature]),
            OnnxTensor.Of(ThresholdName, [Threshold]),
            OnnxTensor.Of("digits.one", [1f]),
            OnnxTensor.Of("digits.classes", Classes()),
        ];

        public static IReadOnlyList<OnnxNode> Before { get; } =
        [
            Node("Div", [PixelsName, "digits.ink"], "digits.Unit"),
            Node("Reshape", ["digits.Unit", ImageShapeName], ImageName),
        ];

        public IReadOnlyList<OnnxNode> After =>
        [
            Node("Div", [Logits, TemperatureName], ScaledName),
            Node("Softmax", [ScaledName], ScoresName, OnnxAttribute.Of("axis", 1)),
            Node("ReduceLogSumExp", [Logits], DigitScoreName, OnnxAttribute.Of("axes", [1L]), OnnxAttribute.Of("keepdims", 1)),
            Node("GreaterOrEqual", [DigitScoreName, ThresholdName], "digits.accepted"),
            Node("Cast", ["digits.accepted"], "digits.Accepted", OnnxAttribute.Of("to", (long)OnnxDataType.Float)),
            Node("Sub", ["digits.one", "digits.Accepted"], "digits.Rejected"),
            Node("Concat", ["digits.Rejected", "digits.Accepted"], IsDigitName, OnnxAttribute.Of("axis", 1)),
            Node("ArgMax", [ScoresName], "digits.best", OnnxAttribute.Of("axis", 1), OnnxAttribute.Of("keepdims", 1)),
            Node("Equal", ["digits.best", "digits.classes"], "digits.isBest"),
            Node("Cast", ["digits.isBest"], DigitName, OnnxAttribute.Of("to", (long)OnnxDataType.Float)),
            .. SlotNames(),
        ];

        public long[] ImageSides => [Image.Channels, Image.Height, Image.Width];

        private IEnumerable<OnnxNode> Nodes => Before.Concat(After);

        /// <summary>Finds the four values in a graph, and requires everything that follows from them.</summary>
        public static Frame Of(OnnxModel model, string file)
        {
            OnnxGraph graph = model.Graph;
            OnnxTensor? shape = graph.Initializers.FirstOrDefault(tensor => tensor.Name == ImageShapeName);
            OnnxTensor? temperature = graph.Initializers.FirstOrDefault(tensor => tensor.Name == TemperatureName);
            OnnxTensor? threshold = graph.Initializers.FirstOrDefault(tensor => tensor.Name == ThresholdName);
            OnnxNode? scaled = graph.Nodes.FirstOrDefault(node => node.Outputs.Contains(ScaledName));
            if (shape is not { Type: OnnxDataType.Int64, Data.Length: 4 * sizeof(long) }
                || temperature is not { Type: OnnxDataType.Float, Data.Length: sizeof(float) }
                || threshold is not { Type: OnnxDataType.Float, Data.Length: sizeof(float) }
                || scaled is not { Inputs: [string logits, _] })
            {
                throw Changed(file);
            }

            long[] sides = shape.ToInt64s();
            if (sides is not [-1, 1, DigitImage.Height, DigitImage.Width])
            {
                throw new ModelFormatException(
                    file,
                    $"takes images of {OnnxNodeReader.Show(sides[1..])}, expected [1, {DigitImage.Height}, {DigitImage.Width}]");
            }

            Frame frame = new(
                new(DigitImage.Height, DigitImage.Width, 1), logits, temperature.ToSingles()[0], threshold.ToSingles()[0]);
            bool isWhole = frame.Temperature is > 0 and < float.PositiveInfinity
                && !float.IsNaN(frame.Threshold)
                && model.OpsetVersion == OnnxExporter.OpsetVersion
                && graph.Outputs.Select(output => output.Name).SequenceEqual(Outputs.Select(output => output.Name))
                && frame.Constants.All(constant => IsOnlyOne(graph, constant.Name) && graph.Initializers.Any(constant.IsSame))
                && frame.Nodes.All(node => IsOnlyOne(graph, node.Outputs[0]) && graph.Nodes.Any(node.IsSame));
            return isWhole ? frame : throw Changed(file);
        }

        public static ModelFormatException Changed(string file) =>
            new(file, "is a digit model's ONNX graph, but something around its layers is missing or was changed");

        /// <summary>Whether only one value of a graph has this name.</summary>
        private static bool IsOnlyOne(OnnxGraph graph, string name) =>
            graph.Initializers.Count(tensor => tensor.Name == name)
            + graph.Nodes.Sum(node => node.Outputs.Count(output => output == name)) == 1;

        /// <summary>
        /// ML.NET takes the names of a vector's elements from a node with this name, although nothing that the graph computes
        /// depends on it.
        /// </summary>
        private static OnnxNode[] SlotNames()
        {
            OnnxTensor text = new("digits.label", OnnxDataType.Text, [1], default) { Texts = ["0"] };
            string[] labels = Array.ConvertAll(Classes(), digit => digit.ToString(CultureInfo.InvariantCulture));
            return
            [
                Node("Constant", [], "digits.label", OnnxAttribute.Of("value", text)),
                new(
                    "LabelEncoder",
                    MachineLearningOperators.Domain,
                    $"mlnet.{ScoresName}.SlotNames",
                    ["digits.label"],
                    ["digits.labelNumber"],
                    [OnnxAttribute.Of("keys_strings", labels), OnnxAttribute.Of("values_int64s", Classes())]),
            ];
        }

        private static long[] Classes() => [.. Enumerable.Range(0, DigitImage.ClassCount).Select(digit => (long)digit)];

        private static OnnxNode Node(string type, string[] inputs, string output, params OnnxAttribute[] attributes) =>
            new(type, "", output, inputs, [output], attributes);
    }
}
