using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DigitEngine.Persistence;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>The entries of a sound model file that this library reads.</summary>
/// <param name="Onnx">The ONNX graph, with its length in front of it.</param>
/// <param name="Manifest">The manifest.</param>
/// <param name="Card">The model card.</param>
internal sealed record ModelEntries(byte[] Onnx, byte[] Manifest, byte[] Card)
{
    public static ModelEntries Of(byte[] file)
    {
        using ZipArchive zip = new(new MemoryStream(file));
        return new(Read(zip, ModelFile.OnnxName), Read(zip, ModelFile.ManifestName), Read(zip, ModelFile.CardName));
    }

    /// <summary>The same with another network, and the manifest's word for it put right.</summary>
    public ModelEntries WithOnnx(byte[] onnx) => this with { Onnx = onnx, Manifest = WithHash(Onnx, onnx) };

    /// <summary>The same with another model card, and the manifest's word for it put right.</summary>
    public ModelEntries WithCard(byte[] card) => this with { Card = card, Manifest = WithHash(Card, card) };

    public byte[] ToZip(bool packed = false) => new ZipBytes()
        .Add(ModelFile.OnnxName, Onnx, packed)
        .Add(ModelFile.ManifestName, Manifest, packed)
        .Add(ModelFile.CardName, Card, packed)
        .ToArray();

    /// <summary>A file as ML.NET saves it, without this library's own entries.</summary>
    public byte[] ToMlNetZip(bool packed) =>
        new ZipBytes().Add("TransformerChain/Model.key", [0]).Add(ModelFile.OnnxName, Onnx, packed).ToArray();

    private byte[] WithHash(byte[] old, byte[] content) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(Manifest).Replace(Hash(old), Hash(content), StringComparison.Ordinal));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Read(ZipArchive zip, string name)
    {
        using MemoryStream content = new();
        using Stream entry = zip.GetEntry(name)!.Open();
        entry.CopyTo(content);
        return content.ToArray();
    }
}
