using System.IO.Compression;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using MlNetDigits.Benchmarks.Fuzzing;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Messages;

/// <summary>Bad model files, and files that can't be written.</summary>
internal static class ModelMessages
{
    private const string Onnx = ModelFile.OnnxName;

    private static readonly byte[] Good = SampleNetworks.Bytes(SampleNetworks.File());

    public static void Collect(MessageList list)
    {
        CollectFiles(list);
        CollectManifests(list);
        CollectEntries(list);
        CollectGraphs(list);
        CollectOutputs(list);
    }

    private static void CollectFiles(MessageList list)
    {
        list.Begin("Model files");
        list.Add("no file", () => ModelFile.Load(list.PathOf("no.zip")));
        list.Add("a folder", () => ModelFile.Load(list.Folder));
        list.Add("an empty file", () => ModelFile.Load(list.Write("empty.zip", [])));
        list.Add("a text", () => ModelFile.Load(list.Write("text.zip", "label,pixel0"u8)));
        list.Add("a PNG", () => Load([0x89, .. "PNG\r\n"u8]));
        list.Add("an ONNX network", () => Load(ZipText.Onnx(Good)));
        list.Add("cut short", () => Load(Good[..^100]));
        list.Add("an empty zip", () => Load(ZipText.Change(Good, zip => zip.Entries.ToList().ForEach(entry => entry.Delete()))));
        list.Add("another zip", () => Load(new ZipBytes().Add("a.txt", [1]).ToArray()));
        list.Add("an ML.NET model of something else", () => Load(new ZipBytes().Add("TransformerChain/Model.key", [1]).ToArray()));
        list.Add("an ML.NET model of another graph", () => Load(
            new ZipBytes().Add("TransformerChain/Model.key", [1]).Add("TransformerChain/Transform_002/OnnxModel", [1]).ToArray()));
        list.Add("no manifest", () => Load(ZipText.Change(Good, zip => zip.GetEntry("manifest.json")!.Delete())));
        list.Add("no graph", () => Load(ZipText.Change(Good, zip => zip.GetEntry(Onnx)!.Delete())));
        list.Add("no card", () => Load(ZipText.Change(Good, zip => zip.GetEntry("MODELCARD.md")!.Delete())));
        list.Add("a list of entries without end", () => Load(ManyEntries()));
    }

    private static void CollectManifests(MessageList list)
    {
        list.Begin("Model files: the manifest");
        foreach ((string input, string old, string changed) in ((string, string, string)[])
        [
            ("of a later version", "\"formatVersion\": 1", "\"formatVersion\": 2"),
            ("without a version", "\"formatVersion\": 1,", ""),
            ("of other labels", "\"0\",", "\"o\","),
            ("of another preprocessing", "\"unit\"", "\"zscore\""),
            ("of larger images", "\"width\": 28", "\"width\": 32"),
            ("of -1 parameters", "\"parameterCount\": 1510", "\"parameterCount\": -1"),
            ("of another number of parameters", "\"parameterCount\": 1510", "\"parameterCount\": 1511"),
            ("without the graph", $"\"{Onnx}\"", "\"other.onnx\""),
            ("with a file that is not there", $"\"{Onnx}\"", $"\"more.txt\": \"\", \"{Onnx}\""),
            ("of no JSON", "{", "}"),
            ("without an architecture", "\"architecture\"", "\"x\""),
            ("of an architecture that is null", "\"architecture\": ", "\"architecture\": null, \"x\": "),
            ("with a key twice", "\"createdBy\"", "\"formatVersion\": 1, \"createdBy\""),
            ("of a number without measure", "\"parameterCount\": 1510", "\"parameterCount\": 1e99"),
        ])
        {
            list.Add(input, () => Load(ZipText.ChangeManifest(Good, old, changed)));
        }

        ModelFile calibrated = ModelFile.Create(SampleNetworks.Network(SampleNetworks.Small).With(temperature: 1.7f, digitThreshold: 0.25f), "x");
        list.Add("of another temperature", () => Load(
            ZipText.ChangeManifest(SampleNetworks.Bytes(calibrated), "\"temperature\": 1.7", "\"temperature\": 1.8")));
        list.Add("of damaged characters", () => Load(ZipText.Change(Good, zip => ZipText.Replace(
            zip, "manifest.json", [.. ZipText.Read(Good, "manifest.json").Select(letter => letter == 'u' ? (byte)0xFF : letter)]))));
        string names = string.Concat(Enumerable.Range(0, 40).Select(i => $"\"{i}\": \"\", "));
        list.Add("of many files", () => Load(ZipText.ChangeManifest(Good, $"\"{Onnx}\"", $"{names}\"{Onnx}\"")));
    }

    private static void CollectEntries(MessageList list)
    {
        byte[] bomb = new byte[2 << 20];
        bomb.AsSpan().Fill((byte)' ');
        list.Begin("Model files: entries");
        list.Add("a changed graph", () => Load(ZipText.Change(Good, zip => ZipText.Replace(zip, Onnx, [1, 2, 3]))));
        list.Add("a changed card", () => Load(ZipText.Change(Good, zip => ZipText.Replace(zip, "MODELCARD.md", [1, 2, 3]))));
        list.Add("an entry twice", () => Load(ZipText.Change(Good, zip => ZipText.Add(zip, Onnx, [1]))));
        list.Add("a step more", () => Load(ZipText.Change(Good, zip => ZipText.Add(zip, "TransformerChain/More", [1, 2, 3]))));
        list.Add("a manifest that unpacks hugely", () => Load(ZipText.Change(Good, zip => ZipText.Replace(zip, "manifest.json", bomb))));
        list.Add("a graph that unpacks hugely", () => Load(ZipText.Change(Good, zip => ZipText.Replace(zip, Onnx, bomb))));
        list.Add("an entry of another length", () =>
        {
            ZipBytes zip = new ZipBytes().Add("manifest.json", ZipText.Read(Good, "manifest.json")).Add(Onnx, [1, 2, 3], packed: true, length: 2000);
            foreach (string name in ZipText.Names(Good).Except(["manifest.json", Onnx]))
            {
                zip.Add(name, ZipText.Read(Good, name));
            }

            Load(zip.ToArray());
        });
        list.Add("a graph without its length", () => Load(ZipText.ChangeEntry(Good, [])));
    }

    private static void CollectGraphs(MessageList list)
    {
        list.Begin("Model files: the graph");
        list.Add("no ONNX", () => Load(ZipText.ChangeEntry(Good, ZipText.Entry("PK and so on"u8.ToArray()))));
        list.Add("no graph", () => Load(ZipText.ChangeEntry(Good, ZipText.Entry([]))));
        list.Add("another graph", () => Load(
            ZipText.ChangeEntry(Good, ZipText.Entry(OnnxWriter.Write(OnnxExporter.Export(SampleNetworks.Network(SampleNetworks.Small)))))));
        list.Add("another step in it", () => Load(ZipText.ChangeOnnx(
            Good, model => model with { Graph = model.Graph with { Outputs = [.. model.Graph.Outputs.Reverse()] } })));
        list.Add("images of another size", () => Load(ZipText.ChangeOnnx(Good, model => WithTensor(model, "digits.imageShape", -1, 1, 14, 56))));
        list.Add("a layer of another kind", () => Load(ZipText.ChangeOnnx(Good, model => OnnxErrorTests.WithNode(
            model, "Conv", node => node with { Operator = "ConvTranspose" }))));
        list.Add("a network that diverged", () =>
        {
            TrainedDense dense = (TrainedDense)SampleNetworks.Layers("flatten; dense 10")[0];
            return ModelFile.Create(new([dense with { Biases = [1, 2, float.NaN, 4, 5, 6, 7, 8, 9, 10] }]), "flatten; dense 10");
        });
        list.Add("a network of no images", () => ModelFile.Create(new([new TrainedRelu(new(1, 1, 10))]), "relu"));
    }

    private static void CollectOutputs(MessageList list)
    {
        string file = list.Write("file", "x"u8);
        list.Begin("Files to write");
        list.Add("no path", () => new OutputFile(""));
        list.Add("a folder", () => new OutputFile(list.Folder));
        list.Add("a missing folder", () => new OutputFile(list.PathOf("none/labels.csv")));
        list.Add("a file for a folder", () => new OutputFile(Path.Combine(file, "labels.csv")));
        list.Add("a disk that fails", () => OutputFile.Save(list.PathOf("labels.csv"), _ => throw new IOException("the disk is on fire")));
        list.Add("a model in a missing folder", () => SampleNetworks.File().Save(list.PathOf("none/m.zip")));
        list.Add("TensorFlow.js in a missing folder", () => TensorFlowJsFile.Save(SampleNetworks.File().Network, list.PathOf("none/web/model.json")));
    }

    private static ModelFile Load(byte[] bytes) => ModelFile.Load(new MemoryStream(bytes), "m.zip");

    private static OnnxModel WithTensor(OnnxModel model, string name, params long[] values) => model with
    {
        Graph = model.Graph with { Initializers = [.. model.Graph.Initializers.Select(tensor => tensor.Name == name ? OnnxTensor.Of(name, values) : tensor)] },
    };

    private static byte[] ManyEntries()
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < 20_000; i++)
            {
                zip.CreateEntry($"an entry with a rather long name {i}", CompressionLevel.NoCompression);
            }
        }

        return stream.ToArray();
    }
}
