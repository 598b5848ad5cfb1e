using System.IO.Compression;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Prediction;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Persistence;

public class ModelFileTests
{
    [Fact]
    public void Load_GivesBitIdenticalPredictions_WhenSaved()
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "digits.mlnet");
        ModelFile before = SampleNetworks.File(SampleNetworks.Texts[1]);
        byte[] pixels = SampleNetworks.Pixels(60);

        before.Save(path);
        ModelFile after = ModelFile.Load(path);

        float[] expected = new float[600], actual = new float[600];
        new PredictionEngine(before).PredictBatch(pixels, expected);
        new PredictionEngine(after).PredictBatch(pixels, actual);
        Assert.Equal(expected, actual);
        Assert.Equal(before.ModelCard, after.ModelCard);
        Assert.Equal(File.ReadAllBytes(path), SampleNetworks.Bytes(after));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Load_GivesTheSameScoresAndThreshold_OfSeveralCalibratedMembers()
    {
        ModelFile before = ModelFile.Create(SampleNetworks.Ensemble(), SampleNetworks.Small);
        ModelFile after = ModelFile.Load(new MemoryStream(SampleNetworks.Bytes(before)));
        byte[] pixels = SampleNetworks.Pixels(60);

        float[] expected = new float[600], actual = new float[600], expectedDigits = new float[60], actualDigits = new float[60];
        new PredictionEngine(before).PredictBatch(pixels, expected, expectedDigits);
        PredictionEngine engine = new(after);
        engine.PredictBatch(pixels, actual, actualDigits);

        Assert.Equal(expected, actual);
        Assert.Equal(expectedDigits, actualDigits);
        Assert.Equal((0.25f, 1.7f), (engine.DigitThreshold, after.Network.Temperature));
        Assert.Equal(new ModelCalibration(1.7f, 0.25f), after.Manifest.Calibration);
        for (int i = 0; i < 60; i++)
        {
            ModelOutput output = engine.Predict(pixels.AsSpan(i * 784, 784));
            Assert.Equal((expectedDigits[i], expectedDigits[i] >= 0.25f), (output.DigitScore, output.IsDigit));
        }

        byte[] changed = ZipText.ChangeManifest(SampleNetworks.Bytes(before), "\"temperature\": 1.7", "\"temperature\": 1.8");
        Assert.Equal(
            $"m: {ModelFile.OnnxName} has the temperature 1.7 and the digit threshold 0.25, but manifest.json says 1.8 and 0.25",
            Assert.Throws<ModelFormatException>(() => ModelFile.Load(new MemoryStream(changed), "m")).Message);
    }

    [Fact]
    public void LoadDefault_GivesACalibratedModel_ThatReadsDigits()
    {
        ModelFile model = ModelFile.LoadDefault();
        DigitDataset digits = Training.TrainingData.Take(0, 500);
        MulticlassMetrics metrics = Evaluator.Evaluate(model.Network, new TestSet(digits));
        Assert.InRange(metrics.MicroAccuracy, 0.98, 1);
        Assert.NotNull(model.Manifest.Calibration);
        Assert.Same(PredictionEngine.Default, PredictionEngine.Default);
        Assert.False(PredictionEngine.Default.Predict(new byte[784]).IsDigit);
        Assert.True(PredictionEngine.Default.Predict(digits.Image(0)).IsDigit);
    }

    [Fact]
    public void Save_GivesTheSameBytes_WhenTheNetworkIsTheSame()
    {
        Assert.Equal(SampleNetworks.Bytes(SampleNetworks.File()), SampleNetworks.Bytes(SampleNetworks.File()));
        Assert.NotEqual(SampleNetworks.Bytes(SampleNetworks.File()), SampleNetworks.Bytes(SampleNetworks.File(seed: 2)));
    }

    [Fact]
    public void Save_GivesAStreamTheFilesBytes_AlsoOneThatOnlyGoesForward()
    {
        ModelFile model = SampleNetworks.File();
        using MemoryStream zipped = new();
        using (GZipStream forward = new(zipped, CompressionMode.Compress, leaveOpen: true))
        {
            model.Save(forward);
        }

        zipped.Position = 0;
        using GZipStream back = new(zipped, CompressionMode.Decompress);
        using MemoryStream unzipped = new();
        back.CopyTo(unzipped);
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "model.zip");
        model.Save(path);
        Assert.Equal(File.ReadAllBytes(path), unzipped.ToArray());
    }

    [Fact]
    public void Save_WritesAnOrdinaryZip()
    {
        byte[] bytes = SampleNetworks.Bytes(SampleNetworks.File());
        using ZipArchive zip = new(new MemoryStream(bytes));

        Assert.Equal(["MODELCARD.md", "manifest.json"], zip.Entries.Select(entry => entry.FullName).TakeLast(2));
        Assert.Single(zip.Entries, entry => entry.FullName == ModelFile.OnnxName);
        Assert.Contains(zip.Entries, entry => entry.FullName == "TransformerChain/Model.key");
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));

        // Stored, not packed: the content stands in the file as it is.
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
        Assert.True(bytes.AsSpan().IndexOf("\"formatVersion\": 1"u8) > 0);
    }

    [Fact]
    public void Manifest_HoldsTheRun_WhenLoaded()
    {
        ModelManifest manifest = Loaded(SampleNetworks.Bytes(SampleNetworks.File())).Manifest;

        Assert.Equal(1, manifest.FormatVersion);
        Assert.StartsWith("MlNetDigits ", manifest.CreatedBy, StringComparison.Ordinal);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], manifest.Labels);
        Assert.Equal(ModelPreprocessing.Unit, manifest.Preprocessing);
        Assert.Equal(SampleNetworks.Small, manifest.Architecture);
        Assert.Equal((9 * 3) + 3 + (147 * 10) + 10, manifest.ParameterCount);
        Assert.Equal(SampleNetworks.Training.ToString(), manifest.Training!.ToString());
        Assert.Equal(["beta1=0.9", "schedule=one cycle"], manifest.Training.HyperParameters.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal((20, 0.95, 0.95), (manifest.Metrics!.Count, manifest.Metrics.MicroAccuracy, manifest.Metrics.MacroAccuracy));
        Assert.Equal(ZipText.Names(SampleNetworks.Bytes(SampleNetworks.File())).Except([ModelFile.ManifestName]).Order(StringComparer.Ordinal), manifest.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Manifest_SaysNothing_WhereNothingIsKnown()
    {
        TrainedNetwork network = SampleNetworks.Network(SampleNetworks.Small);
        ModelFile model = Loaded(SampleNetworks.Bytes(ModelFile.Create(network, SampleNetworks.Small)));

        Assert.Null(model.Manifest.Training);
        Assert.Null(model.Manifest.Metrics);
        Assert.Contains("Not measured.", model.ModelCard, StringComparison.Ordinal);
        Assert.Contains("Not recorded.", model.ModelCard, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Throws_WhenTheNetworkIsOfNoUse()
    {
        IReadOnlyList<TrainedLayer> layers = SampleNetworks.Layers("flatten; dense 10");
        TrainedDense dense = (TrainedDense)layers[0];

        ArgumentException diverged = Assert.Throws<ArgumentException>(
            () => ModelFile.Create(new([dense with { Biases = [1, 2, float.NaN, 4, 5, 6, 7, 8, 9, 10] }]), "flatten; dense 10"));
        Assert.Contains("\"dense1.bias\" whose number 2 is NaN", diverged.Message, StringComparison.Ordinal);

        ArgumentException other = Assert.Throws<ArgumentException>(
            () => ModelFile.Create(new([new TrainedRelu(new(1, 1, 10))]), "relu"));
        Assert.StartsWith("Expected a network from 28x28x1 to 10, but found one from 1x1x10 to 10.", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ReadsFromWhereTheStreamStands_WhenItCannotSeek()
    {
        byte[] bytes = SampleNetworks.Bytes(SampleNetworks.File());
        using MemoryStream stream = new([1, 2, 3, .. bytes]) { Position = 3 };
        using GZipStream packed = new(new MemoryStream(Gzip(bytes)), CompressionMode.Decompress);

        Assert.Equal(bytes, SampleNetworks.Bytes(ModelFile.Load(stream)));
        Assert.Equal(bytes, SampleNetworks.Bytes(ModelFile.Load(packed)));
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Load_PassesOverOtherEntries_WhenTheZipWasRepacked()
    {
        byte[] bytes = SampleNetworks.Bytes(SampleNetworks.File());
        byte[] repacked = ZipText.Change(bytes, zip => ZipText.Add(zip, "__MACOSX/._manifest.json", "x"u8.ToArray()));

        Assert.Equal(bytes, SampleNetworks.Bytes(Loaded(repacked)));
    }

    /// <summary>ML.NET saves its own entries alone; the manifest is also inside the graph, and the card follows from it.</summary>
    [Theory]
    [InlineData('/')]
    [InlineData('\\')]
    public void Load_GivesTheSameModel_WhenMlNetHasSavedIt(char separator)
    {
        ModelFile before = ModelFile.Create(SampleNetworks.Ensemble(), SampleNetworks.Small, SampleNetworks.Training, SampleNetworks.Metrics());
        byte[] saved = ZipText.AsMlNetSaves(SampleNetworks.Bytes(before), separator);

        ModelFile after = Loaded(saved);

        byte[] pixels = SampleNetworks.Pixels(20);
        float[] expected = new float[200], actual = new float[200], expectedDigits = new float[20], actualDigits = new float[20];
        new PredictionEngine(before).PredictBatch(pixels, expected, expectedDigits);
        new PredictionEngine(after).PredictBatch(pixels, actual, actualDigits);
        Assert.Equal(expected, actual);
        Assert.Equal(expectedDigits, actualDigits);
        Assert.Equal(before.Manifest.Training!.ToString(), after.Manifest.Training!.ToString());
        Assert.Equal((before.Manifest.Metrics, before.Manifest.Calibration), (after.Manifest.Metrics, after.Manifest.Calibration));
        Assert.Empty(after.Manifest.Files);
        Assert.Contains("Accuracy 95.00 %", after.ModelCard, StringComparison.Ordinal);

        // Saved by this library it is complete again.
        Assert.Contains(ModelFile.OnnxName, Loaded(SampleNetworks.Bytes(after)).Manifest.Files.Keys);
    }

    [Fact]
    public void Load_Throws_WhenMlNetHasSavedSomethingElse()
    {
        byte[] saved = ZipText.AsMlNetSaves(SampleNetworks.Bytes(SampleNetworks.File()));
        byte[] onnx = ZipText.Read(saved, ModelFile.OnnxName);

        Assert.Equal("m: is an ML.NET model, but not a digit model", Problem(ZipText.Change(saved, zip => zip.GetEntry(ModelFile.OnnxName)!.Delete())));
        Assert.Equal(
            "m: is an ML.NET pipeline that does not begin with the digit model: only mlContext.Model.Load can run what comes before it",
            Problem(ZipText.Change(saved, zip =>
            {
                zip.GetEntry(ModelFile.OnnxName)!.Delete();
                ZipText.Add(zip, "TransformerChain/Transform_002/Transform_001/OnnxModel", onnx);
            })));
        Assert.Equal(
            "m: is an ML.NET model with an ONNX graph, but not a digit model",
            Problem(ZipText.Change(saved, zip => ZipText.Replace(
                zip, ModelFile.OnnxName, ZipText.Entry(OnnxWriter.Write(OnnxExporter.Export(SampleNetworks.Network("flatten; dense 10"))))))));
        Assert.Equal(
            $"m: {ModelFile.OnnxName} does not have the length that its first bytes give",
            Problem(ZipText.Change(saved, zip => ZipText.Replace(zip, ModelFile.OnnxName, onnx[..^1]))));
        Assert.StartsWith(
            $"m: {ModelFile.OnnxName}: is damaged or is not an ONNX network",
            Problem(ZipText.Change(saved, zip => ZipText.Replace(zip, ModelFile.OnnxName, ZipText.Entry([0x3A, 0x7F])))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "m: expected format version 1 but found 2: update MlNetDigits to read it")]
    [InlineData("\"0\",", "\"o\",", "m: " + ModelFile.OnnxName + ": manifest.json: expected the labels 0 to 9 in order but found others")]
    [InlineData("\"parameterCount\": 1510", "\"parameterCount\": 1511", "m: " + ModelFile.OnnxName + " has 1510 parameters, but " + ModelFile.OnnxName + ": manifest.json says 1511")]
    public void Load_Throws_WhenTheManifestInTheGraphIsWrong(string old, string changed, string expected)
    {
        byte[] wrong = ZipText.ChangeOnnx(SampleNetworks.Bytes(SampleNetworks.File()), model =>
            model with { Properties = [.. model.Properties.Select(pair => (pair.Key, pair.Value.Replace(old, changed, StringComparison.Ordinal)))] });
        Assert.Equal(expected, Problem(ZipText.AsMlNetSaves(wrong)));
    }

    [Fact]
    public void TheModelThatComesWithTheLibrary_IsSmall() =>
        Assert.InRange(new FileInfo(Path.Combine(Repository.Root, "assets", "DigitModel.zip")).Length, 1, 1_500_000);

    [Fact]
    public void Save_LeavesNothing_WhenTheFolderIsNotThere()
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "missing", "m.zip");

        IOException e = Assert.Throws<OutputFileException>(() => SampleNetworks.File().Save(path));

        Assert.Equal($"{path}: can't be written: there is no folder {Path.GetDirectoryName(path)}", e.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Save_LeavesNothing_WhenTheNameIsAFolders()
    {
        using TempFolder folder = new();
        string path = Directory.CreateDirectory(Path.Combine(folder.Path, "m.zip")).FullName;

        IOException e = Assert.Throws<OutputFileException>(() => SampleNetworks.File().Save(path));

        Assert.Equal($"{path}: can't be written: it is a folder", e.Message);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void ModelCard_HasItsSectionsAndFigures()
    {
        string card = SampleNetworks.File().ModelCard;

        string[] sections =
        [
            "# Model card", "## Model details", "### Model description", "## Uses", "### Out-of-scope use",
            "## Bias, risks and limitations", "### Recommendations", "## Training details", "### Training data",
            "### Training procedure", "#### Hyper-parameters", "## Results", "### Each digit", "### Confusion table", "## How to train it again",
        ];
        int position = 0;
        Assert.All(sections, section =>
        {
            int found = card.IndexOf("\n" + section, position == 0 ? 0 : position, StringComparison.Ordinal);
            found = position == 0 ? card.IndexOf(section, StringComparison.Ordinal) : found;
            Assert.True(found >= position, section);
            position = found + 1;
        });
        Assert.All(
            (string[])
            [
                "| accuracy (micro) | 95.00 % |", "| learning rate | 0.004 |", "| beta1 | 0.9 |", "| training | 6,000 |", "| epoch kept | 28 |",
                "| 3 | 2 | 1.0000 | 0.5000 | 0.6667 |", "`" + SampleNetworks.Small + "`", SampleNetworks.Training.Command!,
                SampleNetworks.Metrics().ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n").Trim('\n'),
            ],
            fact => Assert.Contains(fact, card, StringComparison.Ordinal));
        Assert.DoesNotContain('\r', card);
    }

    [Fact]
    public void ModelCard_StaysInForm_WhenGivenTextHasItsSigns()
    {
        ModelTraining training = SampleNetworks.Training with { DataFile = "a|b\nc.csv", HyperParameters = new Dictionary<string, string> { ["x|y"] = "1\n2" } };
        string card = ModelFile.Create(SampleNetworks.Network(SampleNetworks.Small), "conv `x`", training).ModelCard;

        Assert.Contains("a\\|b c.csv", card, StringComparison.Ordinal);
        Assert.Contains("| x\\|y | 1 2 |", card, StringComparison.Ordinal);
        Assert.Contains("`conv 'x'`", card, StringComparison.Ordinal);
    }

    private static string Problem(byte[] bytes) =>
        Assert.Throws<ModelFormatException>(() => ModelFile.Load(new MemoryStream(bytes), "m")).Message;

    private static ModelFile Loaded(byte[] bytes) => ModelFile.Load(new MemoryStream(bytes));

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
