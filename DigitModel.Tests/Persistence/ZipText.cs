using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DigitEngine.Persistence;

namespace MlNetDigits.Tests.Persistence;

/// <summary>Changes what stands in a model file.</summary>
internal static class ZipText
{
    public static byte[] Change(byte[] bytes, Action<ZipArchive> change)
    {
        using MemoryStream stream = new();
        stream.Write(bytes);
        using (ZipArchive zip = new(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            change(zip);
        }

        return stream.ToArray();
    }

    public static void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }

    public static void Replace(ZipArchive zip, string name, byte[] content)
    {
        zip.GetEntry(name)!.Delete();
        Add(zip, name, content);
    }

    public static byte[] Read(byte[] bytes, string name)
    {
        using ZipArchive zip = new(new MemoryStream(bytes));
        using MemoryStream content = new();
        using Stream entry = zip.GetEntry(name)!.Open();
        entry.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>A model file whose manifest reads otherwise.</summary>
    public static byte[] ChangeManifest(byte[] bytes, string old, string changed)
    {
        string json = Encoding.UTF8.GetString(Read(bytes, "manifest.json"));
        Assert.Contains(old, json, StringComparison.Ordinal);
        return Change(bytes, zip => Replace(zip, "manifest.json", Encoding.UTF8.GetBytes(json.Replace(old, changed, StringComparison.Ordinal))));
    }

    /// <summary>A model file with another network, and its hash put right.</summary>
    public static byte[] ChangeOnnx(byte[] bytes, byte[] onnx)
    {
        string old = Convert.ToHexStringLower(SHA256.HashData(Read(bytes, "model.onnx")));
        bytes = Change(bytes, zip => Replace(zip, "model.onnx", onnx));
        return ChangeManifest(bytes, old, Convert.ToHexStringLower(SHA256.HashData(onnx)));
    }

    public static byte[] ChangeOnnx(byte[] bytes, Func<OnnxModel, OnnxModel> change) =>
        ChangeOnnx(bytes, OnnxWriter.Write(change(OnnxReader.Read(Read(bytes, "model.onnx"), "m"))));
}
