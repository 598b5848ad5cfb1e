using System.Globalization;
using System.Text;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;

namespace DigitEngine.Persistence;

/// <summary>
/// The ONNX graph of a model file: a network in a frame that turns pixels from 0 to 255 into all that is predicted, in the form
/// that the ML.NET steps of <c>model-template.zip</c> take.
/// </summary>
/// <remarks>
/// In: <see cref="PixelsName"/>, float [N, 784]. Out: <see cref="ScoresName"/>, float [N, 10], probabilities;
/// <see cref="DigitScoreName"/>, float [N, 1], log Σ exp(logits); <see cref="IsDigitName"/>, float [N, 2], one of (1, 0) for
/// no digit and (0, 1) for a digit; <see cref="DigitName"/>, float [N, 10], 1 for the most probable digit and 0 for the others.
/// </remarks>
internal static class DigitGraph
{
    public const string PixelsName = "digits.Pixels";
    public const string ScoresName = "digits.Scores";
    public const string DigitScoreName = "digits.DigitScore";
    public const string IsDigitName = "digits.IsDigit";
    public const string DigitName = "digits.Digit";

    private const string ImageName = "digits.Image";
    private const string ThresholdName = "digits.threshold";
    private const string ManifestKey = "manifest.json";
    private static readonly string[] Labels =
        [.. Enumerable.Range(0, DigitImage.ClassCount).Select(digit => digit.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The graph as bytes: the same for the same network and manifest.</summary>
    public static byte[] Write(TrainedNetwork network, ModelManifest manifest)
    {
        OnnxExporter exporter = new(ImageName, isPortable: false);
        string logits = exporter.AddNetwork(network, ScoresName);
        Frame frame = new(OnnxExporter.ImageOf(network), logits, network.DigitThreshold);
        OnnxDimension images = new(null, "N");
        OnnxGraph graph = new(
            "digits",
            [.. frame.Before, .. exporter.Nodes, .. frame.After, .. SlotNames()],
            [.. frame.Constants, .. exporter.Constants],
            [new(PixelsName, OnnxDataType.Float, [images, new(DigitImage.PixelCount)])],
            [
                new(ScoresName, OnnxDataType.Float, [images, new(DigitImage.ClassCount)]),
                new(DigitScoreName, OnnxDataType.Float, [images, new(1)]),
                new(IsDigitName, OnnxDataType.Float, [images, new(2)]),
                new(DigitName, OnnxDataType.Float, [images, new(DigitImage.ClassCount)]),
            ]);
        string description = $"{PixelsName} takes grey values from 0 (background) to 255 (ink), rows from top to bottom; "
            + $"{ScoresName}[d] is the probability of digit d.";
        string json = Encoding.UTF8.GetString(ManifestJson.Write(manifest with { Files = new Dictionary<string, string>() }));
        return OnnxWriter.Write(
            new(OnnxExporter.IrVersion, OnnxExporter.OpsetVersion, OnnxExporter.Producer, LibraryVersion.Text, description, graph)
            {
                OtherOpsets = [("ai.onnx.ml", 2)],
                Properties = [(ManifestKey, json)],
            });
    }

    /// <summary>The network that a graph holds, with its temperature and its threshold.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="ModelFormatException">It is no graph of <see cref="Write"/>, or its network can't be computed.</exception>
    public static TrainedNetwork Read(OnnxModel model, string file)
    {
        if (model.Graph.Inputs is not [{ Name: PixelsName }])
        {
            throw new ModelFormatException(file, "is an ONNX graph, but not of a digit model");
        }

        Frame frame = Frame.Of(model.Graph, file);
        OnnxDimension images = new(null, "N");
        OnnxValue image = new(
            ImageName, OnnxDataType.Float, [images, new(frame.Image.Channels), new(frame.Image.Height), new(frame.Image.Width)]);
        OnnxGraph inner = model.Graph with
        {
            Nodes = [.. model.Graph.Nodes.Where(node => !frame.Before.Any(node.IsSame))],
            Inputs = [image],
            Outputs = [new(ScoresName, OnnxDataType.Float, [images, new(DigitImage.ClassCount)])],
        };
        TrainedNetwork network = OnnxImporter.ToNetwork(model with { Graph = inner }, file, new());
        return network.With(network.Temperature, frame.Threshold);
    }

    /// <summary>The manifest inside the graph, which is there even if other programs have copied the graph into another zip.</summary>
    public static byte[]? ManifestOf(OnnxModel model)
    {
        string? json = model.Properties.FirstOrDefault(property => property.Key == ManifestKey).Value;
        return json is null ? null : Encoding.UTF8.GetBytes(json);
    }

    /// <summary>ML.NET takes the names of a vector's elements from a node of this name. Nothing that the graph gives depends on it.</summary>
    private static OnnxNode[] SlotNames()
    {
        OnnxTensor text = new("digits.label", OnnxDataType.Text, [1], default) { Texts = ["0"] };
        return
        [
            new("Constant", "", "digits.label", [], ["digits.label"], [OnnxAttribute.Of("value", text)]),
            new(
                "LabelEncoder",
                "ai.onnx.ml",
                $"mlnet.{ScoresName}.SlotNames",
                ["digits.label"],
                ["digits.labelNumber"],
                [
                    OnnxAttribute.Of("keys_strings", Labels),
                    OnnxAttribute.Of("values_int64s", [.. Enumerable.Range(0, Labels.Length).Select(digit => (long)digit)]),
                ]),
        ];
    }

    /// <summary>What surrounds the network: its nodes and constants follow from three facts.</summary>
    /// <param name="Image">The image that the network takes.</param>
    /// <param name="Logits">The name of the logits.</param>
    /// <param name="Threshold">The lowest digit score of a digit.</param>
    private sealed record Frame(Shape Image, string Logits, float Threshold)
    {
        public IReadOnlyList<OnnxTensor> Constants { get; } =
        [
            OnnxTensor.Of("digits.ink", [(float)byte.MaxValue]),
            OnnxTensor.Of("digits.imageShape", -1, Image.Channels, Image.Height, Image.Width),
            OnnxTensor.Of(ThresholdName, [Threshold]),
            OnnxTensor.Of("digits.one", [1f]),
            OnnxTensor.Of("digits.classes", [.. Enumerable.Range(0, DigitImage.ClassCount).Select(digit => (long)digit)]),
        ];

        public IReadOnlyList<OnnxNode> Before { get; } =
        [
            Node("Div", [PixelsName, "digits.ink"], "digits.Unit"),
            Node("Reshape", ["digits.Unit", "digits.imageShape"], ImageName),
        ];

        public IReadOnlyList<OnnxNode> After { get; } =
        [
            Node("ReduceLogSumExp", [Logits], DigitScoreName, OnnxAttribute.Of("axes", [1L]), OnnxAttribute.Of("keepdims", 1)),
            Node("GreaterOrEqual", [DigitScoreName, ThresholdName], "digits.accepted"),
            Node("Cast", ["digits.accepted"], "digits.Accepted", OnnxAttribute.Of("to", (long)OnnxDataType.Float)),
            Node("Sub", ["digits.one", "digits.Accepted"], "digits.Rejected"),
            Node("Concat", ["digits.Rejected", "digits.Accepted"], IsDigitName, OnnxAttribute.Of("axis", 1)),
            Node("ArgMax", [ScoresName], "digits.best", OnnxAttribute.Of("axis", 1), OnnxAttribute.Of("keepdims", 1)),
            Node("Equal", ["digits.best", "digits.classes"], "digits.isBest"),
            Node("Cast", ["digits.isBest"], DigitName, OnnxAttribute.Of("to", (long)OnnxDataType.Float)),
        ];

        /// <summary>Finds the facts in a graph, and requires that everything that follows from them is there.</summary>
        public static Frame Of(OnnxGraph graph, string file)
        {
            OnnxTensor? shape = graph.Initializers.FirstOrDefault(tensor => tensor.Name == "digits.imageShape");
            OnnxTensor? threshold = graph.Initializers.FirstOrDefault(tensor => tensor.Name == ThresholdName);
            OnnxNode? score = graph.Nodes.FirstOrDefault(node => node.Outputs.Contains(DigitScoreName));
            bool isComplete = shape is { Type: OnnxDataType.Int64, Data.Length: 4 * sizeof(long) }
                && threshold is { Type: OnnxDataType.Float, Data.Length: sizeof(float) }
                && score is { Inputs: [_] };
            if (!isComplete)
            {
                throw NotOurs(file);
            }

            long[] sides = shape!.ToInt64s();
            Shape image = sides is [-1, 1, DigitImage.Height, DigitImage.Width]
                ? new(DigitImage.Height, DigitImage.Width, 1)
                : throw new ModelFormatException(
                    file,
                    $"takes images of {OnnxNodeReader.Show(sides.Skip(1))}, expected [1, {DigitImage.Height}, {DigitImage.Width}]");
            Frame frame = new(image, score!.Inputs[0], threshold!.ToSingles()[0]);
            if (float.IsNaN(frame.Threshold)
                || !frame.Constants.All(constant => graph.Initializers.Count(constant.IsSame) == 1)
                || !frame.Before.Concat(frame.After).All(node => graph.Nodes.Count(node.IsSame) == 1))
            {
                throw NotOurs(file);
            }

            return frame;
        }

        private static ModelFormatException NotOurs(string file) =>
            new(file, "is a digit model's ONNX graph, but something around its network is missing or was changed");

        private static OnnxNode Node(string type, string[] inputs, string output, params OnnxAttribute[] attributes) =>
            new(type, "", output, inputs, [output], attributes);
    }
}
