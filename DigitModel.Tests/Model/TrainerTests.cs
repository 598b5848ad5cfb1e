using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitEngine.Training;
using DataKind = Microsoft.ML.Data.DataKind;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDigits.Tests.Model;

public class TrainerTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Fit_GivesTheNetworkOfOurOwnTrainer()
    {
        DigitCnnTransformer transformer = Fit(Samples.View(_context, 0, 500), new() { Training = Samples.Training, ValidationSet = Samples.View(_context, 500, 100) });
        TrainingResult own = new Trainer(Samples.Training).Fit(Samples.Digits(0, 500), Samples.Digits(500, 100));
        PredictionEngine engine = new(ModelFile.Create(own.Network, Samples.Training.Network.ToString()));
        Samples.RequireSameBits(
            Samples.EngineScores(engine, 600, 100), Samples.Predictions(_context, transformer.Transform(Samples.View(_context, 600, 100))));
        Assert.Equal(500, transformer.Model.Manifest.Training!.TrainImages);
        Assert.Equal(100, transformer.Model.Manifest.Training.ValidationImages);
    }

    [Fact]
    public void Fit_GivesTheSameFile_WhateverTheContextsSeed()
    {
        byte[] first = FileOf(Fit(Samples.View(_context, 0, 300), new() { Training = Samples.Training }));
        MLContext other = new(seed: 99);
        DigitCnnTransformer second = other.MulticlassClassification.Trainers.DigitCnn(options: new() { Training = Samples.Training with { Threads = 1 } })
            .Fit(Samples.View(other, 0, 300));
        Assert.Equal(first, FileOf(second));
        Assert.NotEqual(first, FileOf(Fit(Samples.View(_context, 0, 300), new() { Training = Samples.Training with { Seed = 43 } })));
    }

    [Fact]
    public void Evaluate_MeasuresWhatOurOwnEvaluationDoes()
    {
        MulticlassMetrics own = Evaluator.Evaluate(Samples.Model.Network, new TestSet(Samples.Digits(0, 1000)));
        IDataView scored = new DigitCnnTransformer(Samples.Model).Transform(Samples.View(_context, 0, 1000));
        RequireEqual(own, _context.MulticlassClassification.Evaluate(scored, topKPredictionCount: 10));
        IDataView keys = _context.Transforms.Conversion.MapValueToKey("Key", "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(scored).Transform(scored);
        RequireEqual(own, _context.MulticlassClassification.Evaluate(keys, "Key", topKPredictionCount: 10));
    }

    /// <summary>Keys in the order of the rows, which is what most people's pipelines make.</summary>
    [Theory]
    [InlineData(ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence)]
    [InlineData(ValueToKeyMappingEstimator.KeyOrdinality.ByValue)]
    public void Scores_AreInTheOrderOfTheLabelsKeys(ValueToKeyMappingEstimator.KeyOrdinality order)
    {
        IDataView data = Samples.View(_context, 0, 800);
        IEstimator<ITransformer> pipeline = _context.Transforms.Conversion.MapValueToKey("Key", "Label", keyOrdinality: order)
            .Append(_context.MulticlassClassification.Trainers.DigitCnn("Key", options: new() { Training = Samples.Training }))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Digit", "PredictedLabel"));
        IDataView scored = pipeline.Fit(data).Transform(data);
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(scored, "Key");
        Assert.True(metrics.MicroAccuracy > 0.5, $"{metrics.MicroAccuracy}");
        double right = scored.GetColumn<float>("Digit").Zip(scored.GetColumn<float>("Label"), (digit, label) => digit == label ? 1.0 : 0).Average();
        Assert.Equal(metrics.MicroAccuracy, right, 12);

        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        string found = string.Join(' ', names.DenseValues());
        string occurring = string.Join(' ', Samples.Rows(0, 800).Select(row => (int)row.Label).Distinct());
        Assert.Equal(order == ValueToKeyMappingEstimator.KeyOrdinality.ByValue ? "0 1 2 3 4 5 6 7 8 9" : occurring, found);
        Assert.NotEqual("0 1 2 3 4 5 6 7 8 9", occurring);
    }

    [Fact]
    public void Scores_AreTen_WhenADigitIsMissing()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Samples.Rows(0, 600).Where(row => row.Label is not (3 or 7)));
        IDataView keys = _context.Transforms.Conversion.MapValueToKey("Key", "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(data).Transform(data);
        DigitCnnTransformer transformer = _context.MulticlassClassification.Trainers.DigitCnn("Key", options: new() { Training = Samples.Training }).Fit(keys);
        IDataView scored = transformer.Transform(keys);
        VBuffer<float> values = default;
        scored.Schema["PredictedLabel"].GetKeyValues(ref values);
        Assert.Equal([0, 1, 2, 4, 5, 6, 8, 9, 3, 7], values.DenseValues());
        Assert.True(_context.MulticlassClassification.Evaluate(scored, "Key").MicroAccuracy > 0.5);
    }

    [Theory]
    [InlineData(DataKind.Single)]
    [InlineData(DataKind.Double)]
    [InlineData(DataKind.Byte)]
    [InlineData(DataKind.Int32)]
    [InlineData(DataKind.UInt64)]
    public void Fit_TakesNumbersAsLabels(DataKind kind)
    {
        IDataView data = Samples.WithLabels(_context, Samples.View(_context, 0, 300), kind);
        DigitCnnTransformer transformer = Fit(data, new() { Training = Samples.Training });
        Assert.Equal(FileOf(Fit(Samples.View(_context, 0, 300), new() { Training = Samples.Training })), FileOf(transformer));
        VectorDataViewType type = (VectorDataViewType)transformer.GetOutputSchema(data.Schema)["PredictedLabel"].Annotations.Schema["KeyValues"].Type;
        Assert.Equal(data.Schema["Label"].Type, type.ItemType);
    }

    [Fact]
    public void Fit_RefusesTextLabels_AndSaysWhatToDo()
    {
        IDataView data = Samples.View(_context, 0, 20);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Trainers.DigitCnn("Name").Fit(data));
        Assert.Equal(
            "Schema mismatch for label column 'Name': expected a key whose values are the digits 0 to 9, or a number, got String: "
            + "make it a key with Conversion.MapValueToKey(..., keyOrdinality: KeyOrdinality.ByValue) (Parameter 'input')",
            error.Message);
    }

    [Fact]
    public void Fit_RefusesKeysThatAreNoDigits()
    {
        IDataView data = _context.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(Samples.View(_context, 0, 3)).Transform(Samples.View(_context, 0, 3));
        Assert.Equal(
            "The label's keys must stand for the digits 0 to 9, each once, but key 1 stands for 'row 0'.",
            Assert.Throws<InvalidOperationException>(() => _context.MulticlassClassification.Trainers.DigitCnn("Key").Fit(data)).Message);
    }

    [Theory]
    [InlineData(10f, "Column 'Label', row 4: expected a digit from 0 to 9, found 10.")]
    [InlineData(2.5f, "Column 'Label', row 4: expected a digit from 0 to 9, found 2.5.")]
    [InlineData(-1f, "Column 'Label', row 4: expected a digit from 0 to 9, found -1.")]
    public void Fit_RefusesLabelsThatAreNoDigits(float label, string message)
    {
        PixelRow[] rows = Samples.Rows(0, 20);
        rows[4].Label = label;
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Fit(_context.Data.LoadFromEnumerable(rows), new())).Message);
    }

    [Theory]
    [InlineData(256f, PixelRange.Grey, "Column 'PixelValues', row 4: expected values from 0 to 255 (PixelRange.Grey), found 256 at row 2, column 5 of the image.")]
    [InlineData(float.NaN, PixelRange.Grey, "Column 'PixelValues', row 4: expected values from 0 to 255 (PixelRange.Grey), found NaN at row 2, column 5 of the image.")]
    [InlineData(2f, PixelRange.Unit, "Column 'PixelValues', row 4: expected values from 0 to 1 (PixelRange.Unit), found 2 at row 2, column 5 of the image.")]
    public void Fit_RefusesPixelsOutOfRange(float pixel, PixelRange range, string message)
    {
        PixelRow[] rows = Samples.Rows(0, 20, scale: 0);
        rows[4].PixelValues[(2 * 28) + 5] = pixel;
        Assert.Equal(
            message, Assert.Throws<InvalidOperationException>(() => Fit(_context.Data.LoadFromEnumerable(rows), new() { PixelRange = range })).Message);
    }

    [Fact]
    public void Fit_LeavesOutRowsWithoutALabel_AndTellsTheLog()
    {
        List<string> log = [];
        _context.Log += (_, e) => log.Add(e.RawMessage);
        PixelRow[] rows = [.. Samples.Rows(0, 300), .. Samples.Rows(300, 2)];
        rows[300].Label = rows[301].Label = float.NaN;
        DigitCnnTransformer transformer = Fit(_context.Data.LoadFromEnumerable(rows), new() { Training = Samples.Training, LogTo = _context });
        Assert.Equal(FileOf(Fit(Samples.View(_context, 0, 300), new() { Training = Samples.Training })), FileOf(transformer));
        Assert.Contains("training set: 2 rows without a label left out", log);
        Assert.Contains("training set: 300 images", log);
        Assert.Single(log, line => line.StartsWith("epoch 1 of 2: loss ", StringComparison.Ordinal));
        Assert.Single(log, line => line.StartsWith("epoch 2 of 2: loss ", StringComparison.Ordinal) && line.Contains("accuracy", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_EndsWhenCancelled()
    {
        using CancellationTokenSource source = new();
        int batches = 0;
        DigitCnnOptions options = new()
        {
            Training = Samples.Training with { Epochs = 1000 },
            Cancellation = source.Token,
            Progress = new Listener(_ =>
            {
                if (++batches == 3)
                    source.Cancel();
            }),
        };
        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(() => Fit(Samples.View(_context, 0, 300), options)).CancellationToken);
        int before = batches;
        Assert.InRange(before, 3, 4);
        Assert.Throws<OperationCanceledException>(() => Fit(Samples.View(_context, 0, 300), options));
        Assert.Equal(before, batches);
    }

    [Fact]
    public void CrossValidate_Works()
    {
        IDataView data = Samples.View(_context, 0, 600);
        DigitCnnTrainer trainer = _context.MulticlassClassification.Trainers.DigitCnn(options: new() { Training = Samples.Training });
        Assert.All(
            _context.MulticlassClassification.CrossValidate(data, trainer, numberOfFolds: 2), fold => Assert.True(fold.Metrics.MicroAccuracy > 0.4));
    }

    private DigitCnnTransformer Fit(IDataView data, DigitCnnOptions options) =>
        _context.MulticlassClassification.Trainers.DigitCnn("Label", "PixelValues", options).Fit(data);

    private static byte[] FileOf(DigitCnnTransformer transformer)
    {
        using MemoryStream stream = new();
        transformer.Model.Save(stream);
        return stream.ToArray();
    }

    private static void RequireEqual(MulticlassMetrics own, MulticlassClassificationMetrics theirs)
    {
        Assert.Equal(own.MicroAccuracy, theirs.MicroAccuracy, 12);
        Assert.Equal(own.MacroAccuracy, theirs.MacroAccuracy, 12);
        Assert.Equal(own.LogLoss, theirs.LogLoss, 12);
        Assert.Equal(own.LogLossReduction, theirs.LogLossReduction, 12);
        Assert.Equal(own.PerClassLogLoss, theirs.PerClassLogLoss, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(own.TopKAccuracyForAllK, theirs.TopKAccuracyForAllK, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(own.ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings(), theirs.ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings());
    }

    private sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
