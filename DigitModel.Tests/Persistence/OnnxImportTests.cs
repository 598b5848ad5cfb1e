using System.Text.Json;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Persistence.Onnx.Import;
using DigitEngine.Prediction;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Persistence;

/// <summary>Networks as other frameworks write them, see <c>Fixtures/onnx/make-onnx.py</c>.</summary>
public class OnnxImportTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "DigitModel.Tests", "Fixtures", "onnx");

    private static readonly JsonElement Expected =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json"))).RootElement;

    public static TheoryData<string> Files => [.. Expected.GetProperty("files").EnumerateObject().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Import_ComputesWhatTheOtherFrameworkDid(string file)
    {
        JsonElement expected = Expected.GetProperty("files").GetProperty(file);
        byte[] pixels = Expected.GetProperty("pixels").GetBytesFromBase64();
        double[] scores = [.. expected.GetProperty("scores").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(score => score.GetDouble())];

        ModelFile model = OnnxFile.Import(Path.Combine(Folder, file), Options(expected.GetProperty("options")));

        Assert.Equal(pixels.Length / DigitImage.PixelCount * 10, scores.Length);
        AssertScores(scores, model, pixels);
        using MemoryStream saved = new(SampleNetworks.Bytes(model));
        AssertScores(scores, ModelFile.Load(saved), pixels);
    }

    [Theory]
    [InlineData("pytorch-example.onnx", "batchnorm; conv 4 3x3 relu; conv 5 3x3 relu; maxpool 2; flatten; dense 12 relu; dense 10")]
    [InlineData("keras.onnx", "conv 4 3x3 stride 2 same relu; conv 5 3x3 pad 1 relu; maxpool 2; flatten; dense 14 relu; dense 10")]
    [InlineData("cntk.onnx", "conv 3 5x5 pad 2 relu; maxpool 2; conv 4 5x5 pad 2 relu; maxpool 3; flatten; dense 10")]
    public void Import_TellsWhatItRead_AndWhatItDoesNotKnow(string file, string layers)
    {
        JsonElement options = Expected.GetProperty("files").GetProperty(file).GetProperty("options");
        using MemoryStream saved = new(SampleNetworks.Bytes(OnnxFile.Import(Path.Combine(Folder, file), Options(options))));

        ModelFile model = ModelFile.Load(saved);

        Assert.Equal(file == "cntk.onnx" ? "batchnorm; " + layers : layers, model.Manifest.Architecture);
        Assert.Equal(file, model.Manifest.Import!.File);
        Assert.Null(model.Manifest.Training);
        Assert.Null(model.Manifest.Metrics);
        Assert.Contains("Trained elsewhere and imported", model.ModelCard, StringComparison.Ordinal);
        Assert.DoesNotContain("How to train it again", model.ModelCard, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_TakesWhatWasExported_WithItsMembersAndTemperature()
    {
        TrainedNetwork before = SampleNetworks.Ensemble();
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "model.onnx");
        OnnxFile.Save(before, path);

        TrainedNetwork after = OnnxFile.Import(path).Network;

        Assert.Equal(3, after.Members.Count);
        Assert.Equal(before.Temperature, after.Temperature, 1e-6);
        Assert.Equal(before.ParameterCount, after.ParameterCount);
        byte[] pixels = SampleNetworks.Pixels(3);
        Assert.Equal(Scores(ModelFile.Create(before, ""), pixels), Scores(ModelFile.Create(after, ""), pixels), new Close(1e-6));
    }

    [Theory]
    [MemberData(nameof(OnnxRoundTripTests.Texts), MemberType = typeof(OnnxRoundTripTests))]
    public void Import_TakesEveryLayer_ThatIsExported(string text)
    {
        TrainedNetwork before = SampleNetworks.Network(text);
        byte[] pixels = SampleNetworks.Pixels(2);
        float[] expected = Scores(ModelFile.Create(before, text), pixels);

        TrainedNetwork after = OnnxImporter.ToNetwork(OnnxExporter.Export(before), "m", new());
        Assert.Equal(expected, Scores(ModelFile.Create(after, text), pixels), new Close(2e-6));
    }

    [Theory]
    [InlineData("Scale", 0.0)]
    [InlineData("Scale", double.NaN)]
    [InlineData("Mean", double.PositiveInfinity)]
    [InlineData("StandardDeviation", -1.0)]
    [InlineData("Labels", "0123456788")]
    [InlineData("Labels", "012")]
    public void Import_RefusesOptions_ThatMakeNoSense(string name, object value)
    {
        OnnxImportOptions options = name switch
        {
            "Scale" => new() { Scale = (double)value },
            "Mean" => new() { Mean = (double)value },
            "StandardDeviation" => new() { StandardDeviation = (double)value },
            _ => new() { Labels = (string)value },
        };

        ArgumentException error = Assert.Throws<ArgumentException>(() => OnnxFile.Import(Path.Combine(Folder, "keras.onnx"), options));

        Assert.StartsWith(name + ": expected ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_RefusesAMissingFile_AFolderAndWhatIsNoOnnx()
    {
        Assert.Equal("no.onnx: the file does not exist", Refused(() => OnnxFile.Import("no.onnx")));
        Assert.EndsWith(": expected an ONNX file but found a folder", Refused(() => OnnxFile.Import(Folder)), StringComparison.Ordinal);
        Assert.Contains(": is damaged or is not an ONNX network", Refused(() => OnnxFile.Import(Path.Combine(Folder, "make-onnx.py"))), StringComparison.Ordinal);
    }

    private static string Refused(Action action) => Assert.Throws<ModelFormatException>(action).Message;

    private static void AssertScores(double[] expected, ModelFile model, byte[] pixels)
    {
        float[] actual = Scores(model, pixels);
        for (int i = 0; i < expected.Length; i++)
        {
            // A weight in a wrong place moves scores by far more than this, rounding to float by less.
            Assert.InRange(actual[i], expected[i] - 1e-5, expected[i] + 1e-5);
        }
    }

    private static float[] Scores(ModelFile model, byte[] pixels)
    {
        float[] scores = new float[pixels.Length / DigitImage.PixelCount * 10];
        new PredictionEngine(model).PredictBatch(pixels, scores);
        return scores;
    }

    private static OnnxImportOptions Options(JsonElement json)
    {
        double Number(string name, double otherwise) => json.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : otherwise;
        return new()
        {
            Scale = Number("scale", 1),
            Mean = Number("mean", 0),
            StandardDeviation = Number("std", 1),
            Inverted = json.TryGetProperty("inverted", out _),
            Labels = json.TryGetProperty("labels", out JsonElement labels) ? labels.GetString()! : "0123456789",
        };
    }

    private sealed class Close(double tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs((double)x - y) <= tolerance;

        public int GetHashCode(float value) => 0;
    }
}
