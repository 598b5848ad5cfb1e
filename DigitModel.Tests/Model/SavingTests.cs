using System.Globalization;
using MlNetDigits.Saving;
using DataKind = Microsoft.ML.Data.DataKind;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDigits.Tests.Model;

public sealed class SavingTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(PixelRange.Grey)]
    [InlineData(PixelRange.Unit)]
    public void Loaded_GivesTheEnginesBits(PixelRange range)
    {
        ITransformer loaded = SaveAndLoad(new DigitCnnTransformer(Samples.Model, pixelRange: range), Samples.View(_context, 0, 1), out DataViewSchema schema);
        Assert.Contains(schema, column => column.Name == "PixelValues");
        PixelRow[] rows = Samples.Rows(0, 200);
        if (range == PixelRange.Unit)
            rows = [.. rows.Select(row => new PixelRow { PixelValues = Array.ConvertAll(row.PixelValues, x => x / 255), Number = row.Number, Name = row.Name })];
        PixelPrediction[] predictions = Samples.Predictions(_context, loaded.Transform(_context.Data.LoadFromEnumerable(rows)));
        Samples.RequireSameBits(Samples.EngineScores(Samples.Engine, 0, 200), predictions);
        Assert.Equal(rows.Select(row => (row.Number, row.Name)), predictions.Select(row => (row.Number, row.Name)));
    }

    [Theory]
    [InlineData(DataKind.String, ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence)]
    [InlineData(DataKind.Single, ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence)]
    [InlineData(DataKind.Int32, ValueToKeyMappingEstimator.KeyOrdinality.ByValue)]
    public void Loaded_GivesTheSameColumns_ForAnyKeys(DataKind kind, ValueToKeyMappingEstimator.KeyOrdinality order)
    {
        IDataView data = Samples.WithLabels(_context, Samples.View(_context, 0, 500), kind, "Typed");
        ITransformer model = _context.Transforms.Conversion.MapValueToKey("Key", "Typed", keyOrdinality: order)
            .Append(_context.MulticlassClassification.Trainers.DigitCnn("Key", options: new() { Training = Samples.Training }))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Digit", "PredictedLabel"))
            .Fit(data);
        IDataView before = model.Transform(data);
        IDataView after = SaveAndLoad(model, data, out _).Transform(data);

        Assert.Equal(before.Schema.Where(column => !column.IsHidden).Select(column => column.Name).Order(), after.Schema.Where(column => !column.IsHidden).Select(column => column.Name).Order());
        foreach (string name in (string[])["PredictedLabel", "Score", "Digit"])
            Assert.Equal(before.Schema[name].Type, after.Schema[name].Type);
        Assert.Equal(
            ((VectorDataViewType)before.Schema["PredictedLabel"].Annotations.Schema["KeyValues"].Type).ItemType,
            ((VectorDataViewType)after.Schema["PredictedLabel"].Annotations.Schema["KeyValues"].Type).ItemType);
        Assert.Equal(SlotNames(before), SlotNames(after));
        Assert.Equal(DigitTexts(before), DigitTexts(after));
        Assert.Equal(before.GetColumn<uint>("PredictedLabel"), after.GetColumn<uint>("PredictedLabel"));
        Assert.Equal(before.GetColumn<float[]>("Score"), after.GetColumn<float[]>("Score"));
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(after, "Key");
        Assert.Equal(_context.MulticlassClassification.Evaluate(before, "Key").LogLoss, metrics.LogLoss, 12);
    }

    [Fact]
    public void Loaded_ServesAPredictionEngine()
    {
        string path = Save(new DigitCnnTransformer(Samples.Model), Samples.View(_context, 0, 1));
        float[][] expected = Samples.EngineScores(Samples.Engine, 0, 40);

        MLContext fresh = new();
        PredictionEngine<PixelRow, PixelPrediction> engine = fresh.Model.CreatePredictionEngine<PixelRow, PixelPrediction>(fresh.Model.Load(path, out _));
        Samples.RequireSameBits(expected, Samples.Rows(0, 40).Select(engine.Predict));
    }

    [Fact]
    public void Loaded_CanBeSavedAgain()
    {
        ITransformer once = SaveAndLoad(new DigitCnnTransformer(Samples.Model), Samples.View(_context, 0, 1), out _);
        ITransformer twice = SaveAndLoad(once, Samples.View(_context, 0, 1), out _);
        Samples.RequireSameBits(Samples.EngineScores(Samples.Engine, 0, 5), Samples.Predictions(_context, twice.Transform(Samples.View(_context, 0, 5))));
    }

    [Fact]
    public void Loaded_KnowsItsInput_AndRefusesOther()
    {
        ITransformer loaded = SaveAndLoad(new DigitCnnTransformer(Samples.Model, "Pixels"), Renamed(), out DataViewSchema schema);
        Assert.Contains(schema, column => column.Name == "Pixels");
        Assert.Contains("'Pixels'", Assert.Throws<ArgumentOutOfRangeException>(() => loaded.Transform(Samples.View(_context, 0, 1))).Message, StringComparison.Ordinal);
        PixelRow[] wrong = Samples.Rows(0, 1);
        wrong[0].PixelValues[0] = 256;
        ITransformer plain = SaveAndLoad(new DigitCnnTransformer(Samples.Model), Samples.View(_context, 0, 1), out _);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => plain.Transform(_context.Data.LoadFromEnumerable(wrong)).GetColumn<uint>("PredictedLabel").ToArray());
        Assert.Contains("found 256 at row 0, column 0", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("DigitCnn2 Grey AAAA")]
    [InlineData("DigitCnn1 Purple AAAA")]
    [InlineData("DigitCnn1 7 AAAA")]
    public void SavedModel_OfAnotherVersion_IsRefused(string text) =>
        Assert.Throws<InvalidDataException>(() => SavedModel.Read(text));

    [Fact]
    public void ToTensorFlow_WritesTheGraph()
    {
        string path = Path.Combine(_folder.FullName, "digits.pb");
        new DigitCnnTransformer(Samples.Model).ToTensorFlow(path);
        byte[] graph = File.ReadAllBytes(path);
        Assert.True(graph.AsSpan().IndexOf("Placeholder"u8) >= 0);
        Assert.True(graph.AsSpan().IndexOf("Softmax"u8) >= 0);
    }

    /// <summary>The step that brings 0…255 to what the graph takes, with nothing of ours.</summary>
    [Fact]
    public void Expression_BringsPixelsToTheGraphsRange()
    {
        IDataView data = Samples.View(_context, 0, 20);
        IDataView scaled = SaveAndLoad(_context.Transforms.Expression("Placeholder", "(x) : x / 255f", "PixelValues").Fit(data), data, out _).Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 784), scaled.Schema["Placeholder"].Type);
        Assert.Equal(Samples.Rows(0, 20).Select(row => Array.ConvertAll(row.PixelValues, x => x / 255f)), scaled.GetColumn<float[]>("Placeholder"));
    }

    private IDataView Renamed()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(PixelRow));
        definition["PixelValues"].ColumnName = "Pixels";
        return _context.Data.LoadFromEnumerable(Samples.Rows(0, 1), definition);
    }

    private string Save(ITransformer model, IDataView data)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.zip");
        _context.Model.Save(model, data.Schema, path);
        return path;
    }

    /// <summary>Loads in a context that knows nothing of us.</summary>
    private ITransformer SaveAndLoad(ITransformer model, IDataView data, out DataViewSchema schema) => new MLContext().Model.Load(Save(model, data), out schema);

    private static string SlotNames(IDataView data)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Score"].GetSlotNames(ref names);
        return string.Join(' ', names.DenseValues());
    }

    private static IEnumerable<string> DigitTexts(IDataView data) => data.Schema["Digit"].Type switch
    {
        TextDataViewType => data.GetColumn<string>("Digit"),
        var type when type == NumberDataViewType.Int32 => data.GetColumn<int>("Digit").Select(digit => digit.ToString(CultureInfo.InvariantCulture)),
        _ => data.GetColumn<float>("Digit").Select(digit => digit.ToString(CultureInfo.InvariantCulture)),
    };
}
