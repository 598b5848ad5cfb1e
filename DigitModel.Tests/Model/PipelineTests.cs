using System.Globalization;
using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDigits.Tests.Model;

/// <summary>The whole way, as Model Builder's code goes it: CSV, keys, training, metrics, file, engine, and again with new rows.</summary>
public sealed class PipelineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Csv_BecomesAModel_ThatPredictsAndIsRetrained()
    {
        string first = WriteCsv("first.csv", 0, 800);
        string more = WriteCsv("more.csv", 0, 2000);
        double before = TrainAndMeasure(first, "first.zip");
        double after = TrainAndMeasure(more, "more.zip");
        Assert.True(before > 0.5, $"{before}");
        Assert.True(after > before, $"{before} to {after}");
    }

    /// <summary>Trains from a file, and measures with nothing but the file that was saved.</summary>
    private double TrainAndMeasure(string csv, string zip)
    {
        MLContext context = new(seed: 1);
        IDataView data = context.Data.LoadFromTextFile<CsvRow>(csv, separatorChar: ',', hasHeader: true);
        ITransformer model = context.Transforms.Conversion.MapValueToKey("Key", "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(context.MulticlassClassification.Trainers.DigitCnn("Key", options: new() { Training = Samples.Training }))
            .Append(context.Transforms.CopyColumns("PredictedKey", "PredictedLabel"))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        string path = Path.Combine(_folder.FullName, zip);
        context.Model.Save(model, data.Schema, path);

        MLContext fresh = new();
        ITransformer loaded = fresh.Model.Load(path, out _);
        PredictionEngine<CsvRow, Prediction> engine = fresh.Model.CreatePredictionEngine<CsvRow, Prediction>(loaded);
        PixelRow[] test = Samples.Rows(9000, 1000);
        double right = test.Count(row => engine.Predict(new() { PixelValues = row.PixelValues }).PredictedLabel == row.Label) / 1000.0;
        MulticlassClassificationMetrics metrics = fresh.MulticlassClassification.Evaluate(
            loaded.Transform(fresh.Data.LoadFromEnumerable(test)), "Key", predictedLabelColumnName: "PredictedKey");
        Assert.Equal(right, metrics.MicroAccuracy, 12);
        return right;
    }

    private string WriteCsv(string name, int first, int count)
    {
        string path = Path.Combine(_folder.FullName, name);
        DigitDataset digits = Samples.Digits(first, count);
        File.WriteAllLines(
            path,
            [
                "label," + string.Join(',', Enumerable.Range(0, 784).Select(i => $"pixel{i}")),
                .. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{digits.Label(i)},{string.Join(',', digits.Image(i).ToArray())}")),
            ]);
        return path;
    }

    private sealed class CsvRow
    {
        [LoadColumn(0)]
        public float Label { get; set; }

        [LoadColumn(1, 784)]
        [VectorType(784)]
        public float[] PixelValues { get; set; } = new float[784];
    }

    private sealed class Prediction
    {
        public float PredictedLabel { get; set; }
    }
}
