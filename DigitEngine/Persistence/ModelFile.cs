using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;

namespace DigitEngine.Persistence;

/// <summary>
/// A trained network with everything that is needed to use it, in one zip: an ML.NET model, which <c>mlContext.Model.Load</c>
/// opens with Microsoft.ML and Microsoft.ML.OnnxTransformer; <c>manifest.json</c>; and <c>MODELCARD.md</c> for people to read.
/// Immutable. The extension of the file does not matter.
/// </summary>
public sealed class ModelFile
{
    internal const string OnnxName = "TransformerChain/Transform_000/Transform_001/OnnxModel";
    /// <summary>Where <c>mlContext.Model.Save</c> puts the graph of a transformer that is saved alone.</summary>
    internal const string LoneOnnxName = "TransformerChain/Transform_001/OnnxModel";

    internal const string ManifestName = "manifest.json";
    internal const string DefaultName = "DigitModel.zip";
    internal const string CardName = "MODELCARD.md";
    internal const string TrainedImagesName = "trained-images.bin";

    internal ModelFile(TrainedNetwork network, ModelManifest manifest, string modelCard, TrainedImages? trainedImages)
    {
        Network = network;
        Manifest = manifest;
        ModelCard = modelCard;
        TrainedImages = trainedImages;
    }

    /// <summary>The network.</summary>
    public TrainedNetwork Network { get; }

    /// <summary>What is known about it.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The model card, in Markdown.</summary>
    public string ModelCard { get; }

    /// <summary>Which images the network was trained on, where that is known.</summary>
    internal TrainedImages? TrainedImages { get; }

    /// <summary>A model file, not yet saved, with the manifest and the model card made from the run.</summary>
    /// <param name="network">The trained network, from 28×28 pixels to ten classes.</param>
    /// <param name="architecture">Its layers as text: <see cref="NetworkDefinition.ToString"/>.</param>
    /// <param name="training">How it was trained, if known.</param>
    /// <param name="metrics">How good it is on images that took no part in training, if that was measured.</param>
    /// <exception cref="ArgumentException">
    /// The network takes other images or has other classes, or its numbers are not finite.
    /// </exception>
    public static ModelFile Create(
        TrainedNetwork network, string architecture, ModelTraining? training = null, MulticlassMetrics? metrics = null) =>
        Create(network, architecture, training, metrics, null, null);

    /// <summary>A model file of a network about which nothing else is known. The text of its layers is made from the network.</summary>
    internal static ModelFile Create(TrainedNetwork network) => Create(network, TrainedText.Of(network.Members[0].Layers));

    /// <exception cref="ArgumentException">The network does not take 28×28 pixels or does not give ten classes.</exception>
    internal static void RequireDigits(TrainedNetwork network)
    {
        if (network.Input.Size != DigitImage.PixelCount || network.Classes != DigitImage.ClassCount)
        {
            throw new ArgumentException(
                $"Expected a network from 28x28x1 to 10, but found one from {network.Input} to {network.Classes}.", nameof(network));
        }
    }

    internal static ModelFile Create(
        TrainedNetwork network,
        string architecture,
        ModelTraining? training,
        MulticlassMetrics? metrics,
        ModelImport? import,
        TrainedImages? trainedImages)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(architecture);
        RequireDigits(network);

        ModelManifest manifest = new()
        {
            FormatVersion = ModelManifest.CurrentFormatVersion,
            CreatedBy = $"MlNetDigits {LibraryVersion.Text}",
            Labels = ModelFileReader.Digits,
            Preprocessing = ModelPreprocessing.Unit,
            Architecture = architecture,
            ParameterCount = network.ParameterCount,
            Training = training,
            Import = import,
            Metrics = metrics is null ? null : ModelMetrics.Of(metrics),
            Calibration = float.IsFinite(network.DigitThreshold) ? new(network.Temperature, network.DigitThreshold) : null,
            Files = new Dictionary<string, string>(),
        };
        string card = Persistence.ModelCard.Write(manifest, metrics);
        byte[] onnx = DigitGraph.Write(network, manifest);
        try
        {
            // Takes the network as it is read back from the file, so that saving and loading change nothing. A network that can't
            // be read back, such as one that diverged to NaN, must not be saved.
            network = DigitGraph.Read(OnnxReader.Read(onnx, "the network"), "the network");
            ModelFileReader.RequireAgreement(network, manifest, "the network", ManifestName);
        }
        catch (ModelFormatException e)
        {
            throw new ArgumentException($"The network can't be saved: {e.Message}", nameof(network), e);
        }

        IReadOnlyList<(string Name, byte[] Content)> entries =
            ModelFileWriter.Entries(Entry(onnx), Encoding.UTF8.GetBytes(card), trainedImages);
        return new(network, manifest with { Files = HashesOf(entries) }, card, trainedImages);
    }

    /// <summary>The same network with another record of its training, or with new metrics.</summary>
    internal ModelFile With(MulticlassMetrics? metrics, ModelTraining? training = null) =>
        Create(Network, Manifest.Architecture, training ?? Manifest.Training, metrics, Manifest.Import, TrainedImages);

    /// <summary>
    /// The model that comes with the library, trained on the 60,000 training images of MNIST: <c>assets/DigitModel.zip</c> of
    /// the sources. Its card says how good it is, and how to train it again.
    /// </summary>
    public static ModelFile LoadDefault()
    {
        using Stream stream = typeof(ModelFile).Assembly.GetManifestResourceStream(DefaultName)
            ?? throw new InvalidOperationException($"The library was built without {DefaultName}.");
        return Load(stream, DefaultName);
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">
    /// The file can't be read, is not a model, is damaged or is newer than this version. The message is one line that begins
    /// with <paramref name="path"/>.
    /// </exception>
    public static ModelFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Load(stream, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFormatException(path, "the file does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(path, Directory.Exists(path) ? "expected a model file but found a folder" : "can't be read", e);
        }
    }

    /// <summary>Reads a model file from a stream, from its current position to its end. The stream is left open.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">
    /// The content is not a model, is damaged or is newer than this version. The message is one line that begins with
    /// <paramref name="name"/>.
    /// </exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public static ModelFile Load(Stream stream, string name = "model")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return ModelFileReader.Read(stream, name);
    }

    /// <summary>
    /// Writes the file under another name first and then renames it. So there is never half a file, and an existing one is kept if
    /// anything fails. The same network, manifest and version of this library give the same bytes.
    /// </summary>
    /// <param name="path">Where to; the folder must exist.</param>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Save(path, Save);
    }

    /// <summary>Writes the bytes of the file to a stream.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <exception cref="IOException">The stream can't be written.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // Writing a zip needs a stream that can seek.
        using MemoryStream content = new();
        Write(content);
        content.WriteTo(stream);
    }

    private void Write(Stream stream)
    {
        IReadOnlyList<(string Name, byte[] Content)> entries =
            ModelFileWriter.Entries(Entry(DigitGraph.Write(Network, Manifest)), Encoding.UTF8.GetBytes(ModelCard), TrainedImages);
        ModelFileWriter.Write(stream, entries, Manifest with { Files = HashesOf(entries) });
    }

    /// <summary>The entry as ML.NET writes it: the length of the graph in 32 bits, and the graph.</summary>
    private static byte[] Entry(byte[] onnx)
    {
        byte[] entry = new byte[sizeof(int) + onnx.Length];
        BinaryPrimitives.WriteInt32LittleEndian(entry, onnx.Length);
        onnx.CopyTo(entry, sizeof(int));
        return entry;
    }

    private static SortedDictionary<string, string> HashesOf(IEnumerable<(string Name, byte[] Content)> entries) => new(
        entries.ToDictionary(entry => entry.Name, entry => Convert.ToHexStringLower(SHA256.HashData(entry.Content))), StringComparer.Ordinal);
}

/// <summary>The version of this library as written to files.</summary>
internal static class LibraryVersion
{
    public static string Text { get; } = typeof(LibraryVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
