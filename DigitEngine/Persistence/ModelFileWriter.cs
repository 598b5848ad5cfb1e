using System.IO.Compression;

namespace DigitEngine.Persistence;

/// <summary>Writes the zip of a model file.</summary>
internal static class ModelFileWriter
{
    /// <summary>The earliest time a zip can tell: the real one would make every file different.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What others see on unpacking: a file its owner writes and everyone reads.</summary>
    private const int Attributes = 0x81A4 << 16;

    public static void Write(Stream stream, byte[] onnx, ModelManifest manifest, byte[] card)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, ModelFile.OnnxName, onnx);
        Add(zip, ModelFile.ManifestName, ManifestWriter.Write(manifest));
        Add(zip, ModelFile.CardName, card);
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        // Stored: weights hardly shrink, and compressed bytes would follow from the runtime's version of zlib.
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Time;
        entry.ExternalAttributes = Attributes;
        using Stream target = entry.Open();
        target.Write(content);
    }
}
