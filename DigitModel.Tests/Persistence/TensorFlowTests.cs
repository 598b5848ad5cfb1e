using System.Text.Json;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Persistence;

/// <summary>What is written for TensorFlow and TensorFlow.js; ConsumerTests has others read it.</summary>
public class TensorFlowTests
{
    public static TheoryData<string> Texts => new(SampleNetworks.Texts);

    [Theory]
    [MemberData(nameof(Texts))]
    public void TensorFlow_ComputesTheSame_WhenReadAsItsDocumentationWordsIt(string text) => AssertDocumented(SampleNetworks.Network(text));

    [Fact]
    public void TensorFlow_ComputesTheSame_WhenThereAreSeveralMembersAndATemperature() => AssertDocumented(SampleNetworks.Ensemble());

    [Fact]
    public void Saved_GivesTheSameBytes_ForTheSameNetwork()
    {
        using TempFolder folder = new();
        foreach (string name in (string[])["a", "b"])
        {
            TensorFlowFile.Save(SampleNetworks.Ensemble(), Path.Combine(folder.Path, name + ".pb"));
            TensorFlowJsFile.Save(SampleNetworks.Ensemble(), Path.Combine(folder.Path, name));
        }

        Assert.Equal(Bytes("a.pb"), Bytes("b.pb"));
        Assert.Equal(Bytes("a/model.json"), Bytes("b/model.json"));
        byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(folder.Path, name));
    }

    [Fact]
    public void TensorFlowJs_WritesWeightsOfHalfPrecision_InHalfTheSpace_AndExactly()
    {
        TrainedNetwork network = SampleNetworks.Ensemble();
        using TempFolder folder = new();
        TensorFlowJsFile.Save(network, folder.Path);

        (Dictionary<string, float[]> weights, JsonElement json) = ReadJs(Path.Combine(folder.Path, "model.json"));

        TrainedConvolution convolution = (TrainedConvolution)network.Members[0].Layers[0];
        Assert.Equal(convolution.Weights, weights["member1_conv1/kernel"]);
        Assert.Equal(convolution.Biases, weights["member1_conv1/bias"]);
        Assert.All(weights["calibration/gamma"], factor => Assert.Equal(1 / 1.7f, factor));
        Assert.Equal("layers-model", json.GetProperty("format").GetString());
        Assert.True(
            new FileInfo(Directory.GetFiles(folder.Path, "weights-*.bin").Single()).Length < weights.Values.Sum(values => values.Length) * 2.2);
    }

    [Fact]
    public void TensorFlowJs_KeepsAnEarlierModelWhole_WhenTheNewOneCannotBeWritten()
    {
        using TempFolder folder = new();
        TensorFlowJsFile.Save(SampleNetworks.Network(SampleNetworks.Small), Path.Combine(folder.Path, "model.json"));
        string[] before = Directory.GetFiles(folder.Path);
        string taken = Path.Combine(folder.Path, "taken.json");
        Directory.CreateDirectory(Path.Combine(taken, "model.json"));

        IOException error = Assert.Throws<OutputFileException>(() => TensorFlowJsFile.Save(SampleNetworks.Network(SampleNetworks.Small, 2), taken));

        Assert.EndsWith("model.json: can't be written: it is a folder", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(folder.Path));
        Assert.Empty(Directory.GetFiles(taken));
    }

    [Fact]
    public void Save_LeavesNothing_WhereItCannotWrite()
    {
        using TempFolder folder = new();
        string file = folder.Write("file", "x"u8), missing = Path.Combine(folder.Path, "missing", "m");
        TrainedNetwork network = SampleNetworks.Network(SampleNetworks.Small);

        Assert.Contains("it is a file, expected a folder", Assert.Throws<OutputFileException>(() => TensorFlowJsFile.Save(network, file)).Message, StringComparison.Ordinal);
        foreach (Action<TrainedNetwork, string> save in (Action<TrainedNetwork, string>[])[TensorFlowJsFile.Save, TensorFlowFile.Save, OnnxFile.Save])
        {
            Assert.StartsWith($"{missing}: can't be written: there is no folder ", Assert.Throws<OutputFileException>(() => save(network, missing)).Message, StringComparison.Ordinal);
        }

        Assert.Equal([file], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static void AssertDocumented(TrainedNetwork network)
    {
        PredictionEngine engine = new(ModelFile.Create(network, SampleNetworks.Small));
        byte[] graph = TensorFlowFile.ToBytes(network), pixels = SampleNetworks.Pixels(1);

        double[] expected = TensorFlowReference.Run(graph, [.. pixels.Select(pixel => (double)(pixel / 255f))]);

        float[] actual = engine.Predict(pixels).Score;
        for (int digit = 0; digit < 10; digit++)
        {
            Assert.InRange(actual[digit], expected[digit] - 2e-5, expected[digit] + 2e-5);
        }
    }

    private static (Dictionary<string, float[]> Weights, JsonElement Json) ReadJs(string path)
    {
        JsonElement json = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        JsonElement group = json.GetProperty("weightsManifest")[0];
        byte[] content = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, group.GetProperty("paths")[0].GetString()!));
        Dictionary<string, float[]> weights = [];
        int place = 0;
        foreach (JsonElement weight in group.GetProperty("weights").EnumerateArray())
        {
            bool isHalf = weight.TryGetProperty("quantization", out _);
            float[] values = new float[weight.GetProperty("shape").EnumerateArray().Aggregate(1, (product, side) => product * side.GetInt32())];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = isHalf ? (float)BitConverter.ToHalf(content, place) : BitConverter.ToSingle(content, place);
                place += isHalf ? 2 : 4;
            }

            weights.Add(weight.GetProperty("name").GetString()!, values);
        }

        Assert.Equal(content.Length, place);
        return (weights, json);
    }
}
