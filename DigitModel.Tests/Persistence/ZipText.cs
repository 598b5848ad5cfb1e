using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;

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

    /// <summary>The names of a zip's entries.</summary>
    public static string[] Names(byte[] bytes)
    {
        using ZipArchive zip = new(new MemoryStream(bytes));
        return [.. zip.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>A model file whose manifest reads otherwise.</summary>
    public static byte[] ChangeManifest(byte[] bytes, string old, string changed)
    {
        string json = Encoding.UTF8.GetString(Read(bytes, "manifest.json"));
        Assert.Contains(old, json, StringComparison.Ordinal);
        return Change(bytes, zip => Replace(zip, "manifest.json", Encoding.UTF8.GetBytes(json.Replace(old, changed, StringComparison.Ordinal))));
    }

    /// <summary>The ONNX graph of a model file.</summary>
    public static byte[] Onnx(byte[] bytes) => Read(bytes, ModelFile.OnnxName)[sizeof(int)..];

    /// <summary>The entry of an ONNX graph: its length stands in front of it.</summary>
    public static byte[] Entry(byte[] onnx) => [.. BitConverter.GetBytes(onnx.Length), .. onnx];

    /// <summary>A model file with another entry for its ONNX graph, and its hash put right.</summary>
    public static byte[] ChangeEntry(byte[] bytes, byte[] entry)
    {
        string old = Convert.ToHexStringLower(SHA256.HashData(Read(bytes, ModelFile.OnnxName)));
        bytes = Change(bytes, zip => Replace(zip, ModelFile.OnnxName, entry));
        return ChangeManifest(bytes, old, Convert.ToHexStringLower(SHA256.HashData(entry)));
    }

    /// <summary>A model file with a changed ONNX graph, and its hash put right.</summary>
    public static byte[] ChangeOnnx(byte[] bytes, Func<OnnxModel, OnnxModel> change) =>
        ChangeEntry(bytes, Entry(OnnxWriter.Write(change(OnnxReader.Read(Onnx(bytes), "m")))));

    /// <summary>What ML.NET saves of a model that it has loaded: its own entries alone, packed, and on Windows with backslashes.</summary>
    public static byte[] AsMlNetSaves(byte[] bytes, char separator = '/')
    {
        using ZipArchive from = new(new MemoryStream(bytes));
        using MemoryStream stream = new();
        using (ZipArchive to = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in from.Entries.Where(entry => entry.Name is not ("manifest.json" or "MODELCARD.md")))
            {
                Add(to, entry.FullName.Replace('/', separator), Read(bytes, entry.FullName));
            }
        }

        return stream.ToArray();
    }
}
