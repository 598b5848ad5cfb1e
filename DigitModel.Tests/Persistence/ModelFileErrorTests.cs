using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DigitEngine;
using DigitEngine.Persistence;
using MlNetDigits.Benchmarks.Fuzzing;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Persistence;

public class ModelFileErrorTests
{
    private const string Onnx = ModelFile.OnnxName;

    private static readonly byte[] Good = SampleNetworks.Bytes(SampleNetworks.File());

    [Fact]
    public void Load_NamesThePath_WhenThereIsNothingToRead()
    {
        using TempFolder folder = new();
        string missing = Path.Combine(folder.Path, "no.zip");
        string text = folder.Write("text.zip", "label,pixel0"u8);
        string empty = folder.Write("empty.zip", []);

        Assert.Equal($"{missing}: the file does not exist", Assert.Throws<ModelFormatException>(() => ModelFile.Load(missing)).Message);
        Assert.Equal($"{folder.Path}: expected a model file but found a folder", Assert.Throws<ModelFormatException>(() => ModelFile.Load(folder.Path)).Message);
        Assert.StartsWith($"{text}: expected a model file, which is a zip archive, but found ", Assert.Throws<ModelFormatException>(() => ModelFile.Load(text)).Message, StringComparison.Ordinal);
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => ModelFile.Load(empty));
        Assert.StartsWith($"{empty}: expected a model file, which is a zip archive, but found an empty file", e.Message, StringComparison.Ordinal);
        Assert.Equal(empty, e.File);
    }

    [Fact]
    public void Load_Throws_WhenTheZipHoldsNoModel()
    {
        byte[] emptyZip = ZipText.Change(Good, zip => zip.Entries.ToList().ForEach(entry => entry.Delete()));
        byte[] other = ZipText.Change(emptyZip, zip => ZipText.Add(zip, "a.txt", [1]));

        Assert.Equal("m: expected a model file but found an empty zip", Problem(emptyZip));
        Assert.Equal("m: expected a digit model but found a zip without manifest.json", Problem(other));
        Assert.Equal("m: manifest.json is missing", Problem(ZipText.Change(Good, zip => zip.GetEntry("manifest.json")!.Delete())));
        Assert.Equal($"m: {Onnx} is missing", Problem(ZipText.Change(Good, zip => zip.GetEntry(Onnx)!.Delete())));
        Assert.Equal("m: MODELCARD.md is missing", Problem(ZipText.Change(Good, zip => zip.GetEntry("MODELCARD.md")!.Delete())));
    }

    [Theory]
    [InlineData(Onnx)]
    [InlineData("MODELCARD.md")]
    public void Load_Throws_WhenAFileIsNotTheOneTheManifestNames(string name) => Assert.Equal(
        $"m: {name} does not match its SHA-256 in manifest.json: the file is damaged or was changed",
        Problem(ZipText.Change(Good, zip => ZipText.Replace(zip, name, [1, 2, 3]))));

    [Theory]
    [InlineData(Onnx, "m: contains \"TransformerChain/Transform_000/Transform…\" twice")]
    [InlineData("TransformerChain\\Transform_000\\Transform_001\\OnnxModel", "m: contains \"TransformerChain/Transform_000/Transform…\" twice")]
    [InlineData("MANIFEST.json", "m: contains \"MANIFEST.json\" twice")]
    public void Load_Throws_WhenAnEntryIsThereTwice(string name, string expected) =>
        Assert.Equal(expected, Problem(ZipText.Change(Good, zip => ZipText.Add(zip, name, [1]))));

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2, \"labels\": 7", "m: expected format version 1 but found 2: update MlNetDigits to read it")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 0", "m: manifest.json has no formatVersion")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": \"1\"", "m: manifest.json has no formatVersion")]
    [InlineData("\"formatVersion\": 1,", "", "m: manifest.json has no formatVersion")]
    [InlineData("\"0\",", "\"o\",", "m: manifest.json: expected the labels 0 to 9 in order but found others")]
    [InlineData("\"0\",", "", "m: manifest.json: expected the labels 0 to 9 in order but found others")]
    [InlineData("\"unit\"", "\"a\\nb\"", "m: manifest.json: expected the preprocessing \"unit\" to 28x28 but found \"a\\u000ab\" to 28x28")]
    [InlineData("\"width\": 28", "\"width\": 32", "m: manifest.json: expected the preprocessing \"unit\" to 28x28 but found \"unit\" to 32x28")]
    [InlineData("\"parameterCount\": 1510", "\"parameterCount\": -1", "m: manifest.json: expected 1 to 67108864 parameters but found -1")]
    [InlineData("\"parameterCount\": 1510", "\"parameterCount\": 1511", "m: " + Onnx + " has 1510 parameters, but manifest.json says 1511")]
    [InlineData("\"" + Onnx + "\"", "\"other.onnx\"", "m: manifest.json has no SHA-256 for " + Onnx)]
    [InlineData("\"" + Onnx + "\"", "\"../x\": \"\", \"" + Onnx + "\"", "m: ../x is missing")]
    public void Load_SaysWhatIsWrong_WhenTheManifestReadsOtherwise(string old, string changed, string expected) =>
        Assert.Equal(expected, Problem(ZipText.ChangeManifest(Good, old, changed)));

    [Theory]
    [InlineData("{", "}", "line ")]
    [InlineData("\"createdBy\"", "\"formatVersion\": 1, \"createdBy\"", "is not a valid manifest")]
    [InlineData("\"architecture\": ", "\"architecture\": null, \"x\": ", "is not a valid manifest")]
    [InlineData("\"architecture\"", "\"x\"", "is not a valid manifest")]
    [InlineData("\"parameterCount\": 1510", "\"parameterCount\": 1e99", "is not a valid manifest")]
    [InlineData("\"training\": {", "\"training\": [", "is not a valid manifest")]
    public void Load_SaysWhere_WhenTheManifestIsNoManifest(string old, string changed, string expected)
    {
        string problem = Problem(ZipText.ChangeManifest(Good, old, changed));
        Assert.StartsWith("m: manifest.json", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Throws_WhenTheManifestNestsWithoutEnd() => Assert.StartsWith(
        "m: manifest.json, line 1, is not a valid manifest: ",
        Problem(ZipText.Change(Good, zip => ZipText.Replace(zip, "manifest.json", Encoding.UTF8.GetBytes(new string('[', 500_000))))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("manifest.json", "m: manifest.json: expected at most 1048576 bytes but it unpacks to more")]
    [InlineData("MODELCARD.md", "m: MODELCARD.md: expected at most 1048576 bytes but it unpacks to more")]
    [InlineData(Onnx, "m: " + Onnx + ": expected at most 1054616 bytes but it unpacks to more")]
    public void Load_StopsReading_WhenAnEntryUnpacksHugely(string name, string expected)
    {
        // 32 MB of blanks pack to 32 kB.
        byte[] bomb = new byte[32 << 20];
        bomb.AsSpan().Fill((byte)' ');
        byte[] file = ZipText.Change(Good, zip => ZipText.Replace(zip, name, bomb));
        Assert.InRange(file.Length, 0, 1 << 18);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(expected, Problem(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Load_AllocatesLittle_WhenAnEntryLiesAboutItsSize()
    {
        // The list of entries begins with PK 1 2; the unpacked size stands 24 bytes on.
        byte[] file = ZipText.Change(Good, zip => ZipText.Replace(zip, Onnx, ZipText.Read(Good, Onnx)));
        for (int at = 0; at < file.Length - 46; at++)
        {
            if (file.AsSpan(at).StartsWith("PK\u0001\u0002"u8))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 24), 0x7FFF_FFF0);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("m: manifest.json: expected at most 1048576 bytes but it unpacks to more", Problem(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    public void Load_Throws_WhenAnEntryIsOfAnotherLengthThanItSays(int more, bool packed)
    {
        byte[] onnx = ZipText.Read(Good, Onnx);
        byte[] file = WithoutOnnx(ZipText.Read(Good, "manifest.json"))
            .Add(Onnx, onnx, packed, (uint)(onnx.Length + more))
            .ToArray();
        Assert.Equal($"m: {Onnx}: expected {onnx.Length + more} bytes, as the zip says, but found another number", Problem(file));
    }

    [Fact]
    public void Load_AllocatesLittle_WhenAnEntrySaysThatItIsLongerThanAnyPackedSo()
    {
        byte[] manifest = ZipText.Read(
            ZipText.ChangeManifest(Good, "\"parameterCount\": 1510", "\"parameterCount\": 60000000"), "manifest.json");
        byte[] file = WithoutOnnx(manifest)
            .Add(Onnx, [1, 2, 3], packed: true, length: 200_000_000)
            .ToArray();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal($"m: {Onnx}: expected 200000000 bytes, as the zip says, but found another number", Problem(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    /// <summary>Ten thousand names for the same bytes, each a megabyte when unpacked.</summary>
    [Fact]
    public void Load_UnpacksFewFiles_HoweverManyTheManifestNames()
    {
        byte[] blank = new byte[1 << 20];
        string hash = Convert.ToHexStringLower(SHA256.HashData(blank));
        ZipBytes zip = new ZipBytes()
            .Add(Onnx, ZipText.Read(Good, Onnx))
            .Add("MODELCARD.md", ZipText.Read(Good, "MODELCARD.md"))
            .Add("0", blank, packed: true);
        StringBuilder names = new("\"0\": \"" + hash + "\", ");
        for (int i = 1; i < 10_000; i++)
        {
            zip.AddAlias($"{i}");
            names.Append(CultureInfo.InvariantCulture, $"\"{i}\": \"{hash}\", ");
        }

        string json = Encoding.UTF8.GetString(ZipText.Read(Good, "manifest.json"))
            .Replace($"\"{Onnx}\"", $"{names}\"{Onnx}\"", StringComparison.Ordinal);
        byte[] file = zip.Add("manifest.json", Encoding.UTF8.GetBytes(json), packed: true).ToArray();
        Assert.InRange(file.Length, 0, 2 << 20);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("m: manifest.json: expected at most 32 files but found 10022", Problem(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    /// <summary>Names are only ever compared: nothing is written, and what the manifest doesn't name is not read.</summary>
    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("/tmp/evil.txt")]
    [InlineData("..\\..\\evil.txt")]
    [InlineData("C:\\evil.txt")]
    [InlineData("manifest.json/")]
    public void Load_PassesOver_EntriesWithPathsForNames(string name)
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "inner"));
        string path = Path.Combine(folder.Path, "inner", "m.zip");
        File.WriteAllBytes(path, ZipText.Change(Good, zip => ZipText.Add(zip, name, [1])));
        Assert.Equal(Good, SampleNetworks.Bytes(ModelFile.Load(path)));
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));
        Assert.False(File.Exists("/tmp/evil.txt"));

        string problem = Problem(ZipText.ChangeManifest(Good, "\"MODELCARD.md\"", "\"x" + name.Replace("\\", "\\\\", StringComparison.Ordinal) + "\": \"\", \"MODELCARD.md\""));
        Assert.Equal($"m: x{name} is missing", problem);
    }

    [Fact]
    public void Load_TellsLittle_OfNamesThatAreLong() => Assert.Equal(
        $"m: {new string('x', 40)}… is missing",
        Problem(ZipText.ChangeManifest(Good, $"\"{Onnx}\"", $"\"{new string('x', 100_000)}\": \"\", \"{Onnx}\"")));

    [Fact]
    public void Load_Throws_WhenTheListOfEntriesIsEndless()
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < 20_000; i++)
            {
                zip.CreateEntry($"an entry with a rather long name {i}", CompressionLevel.NoCompression);
            }
        }

        Assert.Equal("m: is damaged or is not a model file: its list of entries is too long", Problem(stream.ToArray()));
    }

    [Fact]
    public void Load_ThrowsOneLine_WhereverTheFileIsCutShort()
    {
        SeededRandom random = new(11);
        int[] lengths = [.. Enumerable.Range(0, 40), .. Enumerable.Range(Good.Length - 40, 40), .. Enumerable.Range(0, 300).Select(_ => random.NextInt32(Good.Length))];
        foreach (int length in lengths)
        {
            string problem = Problem(Good[..length]);
            Assert.StartsWith("m: ", problem, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', problem);
        }
    }

    [Fact]
    public void Load_GivesTheSameOrThrowsOneLine_WhicheverBitsAreFlipped()
    {
        SeededRandom random = new(12);
        ModelFile good = ModelFile.Load(new MemoryStream(Good));
        byte[] network = DigitGraph.Write(good.Network, good.Manifest);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            // Every other time where the zip keeps its lists: little of the file, but most of what can go wrong.
            byte[] file = [.. Good];
            int bits = 1 + random.NextInt32(4);
            int first = i % 2 == 0 ? 0 : file.Length - 2500;
            for (int bit = 0; bit < bits; bit++)
            {
                file[first + random.NextInt32(file.Length - first)] ^= (byte)(1 << random.NextInt32(8));
            }

            try
            {
                ModelFile model = ModelFile.Load(new MemoryStream(file), "m");
                Assert.Equal(network, DigitGraph.Write(model.Network, good.Manifest));
            }
            catch (ModelFormatException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        Assert.InRange(refused, 1500, 3000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Load_Throws_WhenTheEntryHoldsNoGraph(int length) => Assert.Equal(
        $"m: {Onnx} does not have the length that its first bytes give", Problem(ZipText.ChangeEntry(Good, new byte[length])));

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Load_Throws_WhenTheLengthBeforeTheGraphIsWrong(int more)
    {
        byte[] entry = ZipText.Read(Good, Onnx);
        BinaryPrimitives.WriteInt32LittleEndian(entry, unchecked(entry.Length - sizeof(int) + more));
        Assert.Equal($"m: {Onnx} does not have the length that its first bytes give", Problem(ZipText.ChangeEntry(Good, entry)));
    }

    private static string Problem(byte[] bytes) =>
        Assert.Throws<ModelFormatException>(() => ModelFile.Load(new MemoryStream(bytes), "m")).Message;

    [Fact]
    public void Load_Throws_WhenAnyEntryWasChanged()
    {
        string[] names = ZipText.Names(Good);
        Assert.InRange(names.Length, 20, 30);
        foreach (string name in names.Where(name => name != "manifest.json"))
        {
            byte[] content = ZipText.Read(Good, name);
            content[content.Length / 2] ^= 1;
            string problem = Problem(ZipText.Change(Good, zip => ZipText.Replace(zip, name, content)));
            Assert.EndsWith("does not match its SHA-256 in manifest.json: the file is damaged or was changed", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_Throws_WhenAStepWasAdded() => Assert.Equal(
        "m: manifest.json has no SHA-256 for TransformerChain/More",
        Problem(ZipText.Change(Good, zip => ZipText.Add(zip, "TransformerChain/More", [1, 2, 3]))));

    /// <summary>The entries of a good file but for the graph, and with another manifest.</summary>
    private static ZipBytes WithoutOnnx(byte[] manifest)
    {
        ZipBytes zip = new ZipBytes().Add("manifest.json", manifest);
        foreach (string name in ZipText.Names(Good).Except(["manifest.json", Onnx]))
        {
            zip.Add(name, ZipText.Read(Good, name));
        }

        return zip;
    }
}
