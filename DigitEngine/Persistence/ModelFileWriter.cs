using System.IO.Compression;
using DigitEngine.Data;

namespace DigitEngine.Persistence;

/// <summary>
/// Writes the zip of a model file: an ML.NET model, a manifest and a card. Of the ML.NET model only the ONNX graph differs from
/// network to network, so all other entries are copied from <c>model-template.zip</c>, which ML.NET itself wrote. That keeps
/// ML.NET and ONNX Runtime out of training, and out of programs that only predict.
/// </summary>
internal static class ModelFileWriter
{
    public const string TemplateName = "model-template.zip";

    /// <summary>The earliest time that a zip can hold. The real time would make every file different.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The permissions after unpacking: the owner may write, everyone may read.</summary>
    private const int Attributes = 0x81A4 << 16;

    /// <summary>The entries of a model file except the manifest, which contains their SHA-256.</summary>
    /// <param name="onnx">The entry with the ONNX graph, which begins with its length.</param>
    /// <param name="card">The model card.</param>
    /// <param name="trainedImages">Which images the network was trained on, or null.</param>
    public static IReadOnlyList<(string Name, byte[] Content)> Entries(byte[] onnx, byte[] card, TrainedImages? trainedImages)
    {
        using Stream resource = typeof(ModelFileWriter).Assembly.GetManifestResourceStream(TemplateName)
            ?? throw new InvalidOperationException($"The library was built without {TemplateName}.");
        using ZipArchive template = new(resource);
        List<(string Name, byte[] Content)> entries = [];
        foreach (ZipArchiveEntry entry in template.Entries)
        {
            using Stream content = entry.Open();
            using MemoryStream copy = new();
            content.CopyTo(copy);
            entries.Add((entry.FullName, entry.FullName == ModelFile.OnnxName ? onnx : copy.ToArray()));
        }

        entries.Add((ModelFile.CardName, card));
        if (trainedImages is not null)
        {
            entries.Add((ModelFile.TrainedImagesName, trainedImages.Write()));
        }

        return entries;
    }

    /// <summary>Writes the zip.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="entries">What <see cref="Entries"/> gave.</param>
    /// <param name="manifest">The manifest, with the SHA-256 of each entry.</param>
    public static void Write(Stream stream, IReadOnlyList<(string Name, byte[] Content)> entries, ModelManifest manifest)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, byte[] content) in entries)
        {
            Add(zip, name, content);
        }

        Add(zip, ModelFile.ManifestName, ManifestJson.Write(manifest));
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        // Not compressed: weights hardly shrink, and the bytes would depend on the runtime's version of zlib.
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Time;
        entry.ExternalAttributes = Attributes;
        using Stream target = entry.Open();
        target.Write(content);
    }
}
