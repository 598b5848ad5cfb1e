using DigitEngine.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Tests.Model;

/// <summary>One file for ML.NET and for our engine: written by either, read by both.</summary>
public sealed class SavingTests : IDisposable
{
    /// <summary>Between our engine and ONNX Runtime.</summary>
    private const float Tolerance = 1e-5f;

    private readonly MLContext _context = new(seed: 1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-");

    public SavingTests() => OnnxRuntimeTelemetry.Disable();

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The template that the engine writes files from is what ML.NET itself writes of the pipeline.</summary>
    [Fact]
    public void Template_IsWhatMlNetWrites()
    {
        string path = PathOf("template.zip");
        ModelTemplate.Write(Samples.Small, path);
        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
        {
            ModelTemplate.Strip(path, Path.Combine(Repository.Root, "DigitEngine", "Persistence", "model-template.zip"));
        }

        using MemoryStream ours = new();
        Samples.Small.Save(ours);
        Assert.Equal(ModelTemplate.Entries(File.ReadAllBytes(path)), ModelTemplate.Entries(ours.ToArray()).Where(entry => !entry.Key.EndsWith("manifest.json", StringComparison.Ordinal) && entry.Key != "MODELCARD.md"));
    }

    [Fact]
    public void ShippedModel_IsReadByMlNetAlone()
    {
        using DisposableModel loaded = Load(Path.Combine(Repository.Root, "assets", "DigitModel.zip"));
        PixelRow[] rows = [.. Samples.Rows(0, 300), .. Samples.Junk(100)];
        PixelValue[] predictions = [.. _context.Data.CreateEnumerable<PixelValue>(loaded.Model.Transform(_context.Data.LoadFromEnumerable(rows)), reuseRowObject: false)];
        foreach ((PixelRow row, PixelValue prediction) in rows.Zip(predictions))
        {
            DigitEngine.Prediction.ModelOutput expected = Samples.Engine.Predict(row.PixelValues);
            Assert.Equal(expected.PredictedLabel, prediction.PredictedLabel);
            Assert.Equal(expected.IsDigit, prediction.IsDigit);
            Assert.Equal(expected.DigitScore, prediction.DigitScore, Tolerance * 10);
            Assert.All(expected.Score.Zip(prediction.Score), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }

        Assert.Contains(predictions, prediction => !prediction.IsDigit);
        Assert.Equal("0 1 2 3 4 5 6 7 8 9", SlotNames(loaded.Model.Transform(_context.Data.LoadFromEnumerable(rows))));
    }

    [Theory]
    [InlineData("PixelValues", PixelRange.Grey)]
    [InlineData("PixelValues", PixelRange.Unit)]
    [InlineData("Pixels", PixelRange.Grey)]
    [InlineData("Features", PixelRange.Unit)]
    public void SavedByMlNet_IsReadByBoth(string features, PixelRange range)
    {
        IDataView data = View(features, range);
        string path = PathOf("saved.zip");
        _context.Model.Save(new DigitCnnTransformer(Samples.Small, features, range), data.Schema, path);

        using DisposableModel loaded = Load(path);
        Assert.Contains(loaded.Schema, column => column.Name == features);
        PixelPrediction[] theirs = Samples.Predictions(_context, loaded.Model.Transform(data));
        PixelPrediction[] ours = Samples.Predictions(_context, new DigitCnnTransformer(ModelFile.Load(path), features, range).Transform(data));
        Samples.RequireSameBits([.. Samples.Predictions(_context, new DigitCnnTransformer(Samples.Small, features, range).Transform(data)).Select(row => row.Score)], ours);
        foreach ((PixelPrediction expected, PixelPrediction actual) in ours.Zip(theirs))
        {
            Assert.Equal(expected.PredictedLabel, actual.PredictedLabel);
            Assert.Equal(expected.IsDigit, actual.IsDigit);
            Assert.Equal((expected.Number, expected.Name), (actual.Number, actual.Name));
            Assert.All(expected.Score.Zip(actual.Score), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }

        ModelManifest manifest = ModelFile.Load(path).Manifest;
        Assert.Equal(Samples.Small.Manifest.Architecture, manifest.Architecture);
        Assert.Equal(Samples.Small.Manifest.Training?.Seed, manifest.Training?.Seed);
    }

    [Fact]
    public void SavedByMlNet_IsTheSameModelAsSavedByUs()
    {
        TransformerChain<ITransformer> model = DigitModel.Load(_context, Samples.Small);
        string theirs = PathOf("theirs.zip"), ours = PathOf("ours.zip");
        _context.Model.Save(model, _context.Data.LoadDigits(Samples.Digits(0, 1)).Schema, theirs);
        DigitModel.Save(_context, model, _context.Data.LoadDigits(Samples.Digits(0, 1)).Schema, ours);
        IReadOnlyDictionary<string, string> expected = ModelTemplate.Entries(File.ReadAllBytes(theirs));
        IReadOnlyDictionary<string, string> actual = ModelTemplate.Entries(File.ReadAllBytes(ours));
        Assert.All(expected, entry => Assert.Equal(entry.Value, actual[entry.Key]));
        Assert.Equal(["MODELCARD.md", "manifest.json"], actual.Keys.Except(expected.Keys).Order(StringComparer.Ordinal));
    }

    /// <summary>A pipeline that is put together by hand is of another type than that of BuildPipeline.</summary>
    [Fact]
    public void Save_TakesAPipelineMadeByHand()
    {
        IDataView data = _context.Data.LoadDigits(Samples.Digits(0, 300));
        TransformerChain<Microsoft.ML.Transforms.KeyToValueMappingTransformer> model = _context.MulticlassClassification.Trainers
            .DigitCnn("Label", "PixelValues", new() { Training = Samples.Training })
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        string path = PathOf("hand.zip");
        DigitModel.Save(_context, model, data.Schema, path, DigitModel.Evaluate(_context, model, data));
        Assert.Equal(300, ModelFile.Load(path).Manifest.Metrics!.Count);
        Assert.Contains("manifest.json", ModelTemplate.Entries(File.ReadAllBytes(path)).Keys);
    }

    [Fact]
    public void Loaded_CanBeSavedAgain()
    {
        IDataView data = Samples.View(_context, 0, 5);
        string once = PathOf("once.zip"), twice = PathOf("twice.zip");
        _context.Model.Save(new DigitCnnTransformer(Samples.Small, "PixelValues"), data.Schema, once);
        using (DisposableModel loaded = Load(once))
        {
            new MLContext().Model.Save(loaded.Model, loaded.Schema, twice);
        }

        using DisposableModel again = Load(twice);
        Assert.Equal(
            Samples.Predictions(_context, new DigitCnnTransformer(Samples.Small, "PixelValues").Transform(data)).Select(row => row.PredictedLabel),
            Samples.Predictions(_context, again.Model.Transform(data)).Select(row => row.PredictedLabel));
    }

    [Fact]
    public void PipelineWithStepsBefore_IsForMlNetAlone()
    {
        IDataView data = Samples.View(_context, 0, 5);
        ITransformer turned = _context.Transforms.Expression("Inverted", "(x) : 255f - x", "PixelValues").Fit(data);
        string path = PathOf("longer.zip");
        _context.Model.Save(turned.Append(new DigitCnnTransformer(Samples.Small, "Inverted")), data.Schema, path);
        using (DisposableModel loaded = Load(path))
        {
            Assert.Equal(5, loaded.Model.Transform(data).GetColumn<uint>("PredictedLabel").Count());
        }

        Assert.Equal(
            $"{path}: is an ML.NET pipeline that does not begin with the digit model: only mlContext.Model.Load can run what comes before it",
            Assert.Throws<ModelFormatException>(() => DigitModel.Load(_context, path)).Message);
    }

    [Fact]
    public void ModelOfOtherThings_IsRefused()
    {
        IDataView data = Samples.View(_context, 0, 50);
        string path = PathOf("other.zip");
        _context.Model.Save(_context.Transforms.CopyColumns("Copy", "PixelValues").Fit(data), data.Schema, path);
        Assert.Equal($"{path}: is an ML.NET model, but not a digit model", Assert.Throws<ModelFormatException>(() => DigitModel.Load(_context, path)).Message);
    }

    [Fact]
    public void Save_LeavesNothingBehind_WhenItFails()
    {
        string path = Path.Combine(_folder.FullName, "missing", "model.zip");
        Assert.ThrowsAny<IOException>(() => DigitModel.Save(_context, DigitModel.Load(_context, Samples.Small), Samples.View(_context, 0, 1).Schema, path));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    private IDataView View(string features, PixelRange range)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(PixelRow));
        definition["PixelValues"].ColumnName = features;
        return _context.Data.LoadFromEnumerable(Samples.Rows(0, 40, range == PixelRange.Unit ? 1f / 255 : 1), definition);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Loads in a context that knows nothing of us.</summary>
    private static DisposableModel Load(string path)
    {
        ITransformer model = new MLContext().Model.Load(path, out DataViewSchema schema);
        return new(model, schema);
    }

    private static string SlotNames(IDataView data)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Score"].GetSlotNames(ref names);
        return string.Join(' ', names.DenseValues());
    }

    /// <summary>ONNX Runtime keeps a file in the temp folder until its model is disposed of.</summary>
    private sealed record DisposableModel(ITransformer Model, DataViewSchema Schema) : IDisposable
    {
        public void Dispose() => (Model as IDisposable)?.Dispose();
    }

    private sealed class PixelValue
    {
        public float PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];

        public float DigitScore { get; set; }

        public bool IsDigit { get; set; }
    }
}
