using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using DataKind = Microsoft.ML.Data.DataKind;

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
        DigitCnnTransformer second = other.MulticlassClassification.Trainers.DigitCnn(featureColumnName: "PixelValues", options: new() { Training = Samples.Training with { Threads = 1 } })
            .Fit(Samples.View(other, 0, 300));
        Assert.Equal(first, FileOf(second));
        Assert.NotEqual(first, FileOf(Fit(Samples.View(_context, 0, 300), new() { Training = Samples.Training with { Seed = 43 } })));
    }

    [Fact]
    public void Evaluate_MeasuresWhatOurOwnEvaluationDoes()
    {
        MulticlassMetrics own = Evaluator.Evaluate(Samples.Model.Network, new TestSet(Samples.Digits(0, 1000)));
        IDataView scored = new DigitCnnTransformer(Samples.Model, "PixelValues").Transform(Samples.View(_context, 0, 1000));
        RequireEqual(own, _context.MulticlassClassification.Evaluate(scored, topKPredictionCount: 10));
        IDataView keys = _context.Transforms.Conversion.MapValueToKey("Key", "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(scored).Transform(scored);
        RequireEqual(own, _context.MulticlassClassification.Evaluate(keys, "Key", topKPredictionCount: 10));
    }

    /// <summary>Whatever the labels are called, Score[d] belongs to digit d.</summary>
    [Theory]
    [InlineData(DataKind.Single)]
    [InlineData(DataKind.Double)]
    [InlineData(DataKind.Byte)]
    [InlineData(DataKind.Int32)]
    [InlineData(DataKind.UInt32)]
    [InlineData(DataKind.Int64)]
    [InlineData(DataKind.String)]
    public void Fit_TakesKeysOfTheTenDigitsInOrder(DataKind kind)
    {
        IDataView data = Samples.WithLabels(_context, Samples.View(_context, 0, 300), kind, "Typed");
        IDataView keys = _context.Transforms.Conversion.MapValueToKey("Key", "Typed", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(data).Transform(data);
        DigitCnnTransformer transformer = _context.MulticlassClassification.Trainers.DigitCnn("Key", "PixelValues", new() { Training = Samples.Training }).Fit(keys);
        Assert.Equal(FileOf(Fit(Samples.View(_context, 0, 300), new() { Training = Samples.Training })), FileOf(transformer));
        IDataView scored = transformer.Transform(keys);
        MulticlassClassificationMetrics byKey = _context.MulticlassClassification.Evaluate(scored, "Key");
        MulticlassClassificationMetrics byNumber = _context.MulticlassClassification.Evaluate(scored, "Label");
        Assert.True(byKey.MicroAccuracy > 0.4, $"{byKey.MicroAccuracy}");
        Assert.Equal(byNumber.MicroAccuracy, byKey.MicroAccuracy);
        Assert.Equal(byNumber.LogLoss, byKey.LogLoss);
    }

    /// <summary>ML.NET's evaluation would take the score of digit 0 for that of the digit that came first.</summary>
    [Theory]
    [InlineData(DataKind.Single)]
    [InlineData(DataKind.Int32)]
    [InlineData(DataKind.String)]
    public void Fit_RefusesKeysInAnotherOrder_AndSaysWhatToDo(DataKind kind)
    {
        IDataView data = Samples.WithLabels(_context, Samples.View(_context, 0, 300), kind, "Typed");
        IDataView keys = _context.Transforms.Conversion.MapValueToKey("Key", "Typed").Fit(data).Transform(data);
        Assert.Equal(
            "Schema mismatch for label column 'Key': expected Single, or a key of the digits 0 to 9 in order, got a key of other values or in "
            + "another order: Score[d] belongs to digit d. Leave out MapValueToKey: the trainer takes the number itself (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.DigitCnn("Key", "PixelValues").Fit(keys)).Message);
    }

    [Fact]
    public void Fit_RefusesKeysThatLackADigit()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Samples.Rows(0, 600).Where(row => row.Label is not (3 or 7)));
        IDataView keys = _context.Transforms.Conversion.MapValueToKey("Key", "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(data).Transform(data);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.DigitCnn("Key", "PixelValues").Fit(keys));

        // As numbers they are fine, and there are ten scores all the same.
        IDataView scored = Fit(data, new() { Training = Samples.Training }).Transform(data);
        Assert.Equal(10, ((VectorDataViewType)scored.Schema["Score"].Type).Size);
        Assert.True(_context.MulticlassClassification.Evaluate(scored).MicroAccuracy > 0.5);
    }

    [Theory]
    [InlineData(DataKind.Int32, "Int32")]
    [InlineData(DataKind.Double, "Double")]
    [InlineData(DataKind.String, "String")]
    public void Fit_RefusesLabelsOfAnotherType_AndSaysWhatToDo(DataKind kind, string type)
    {
        IDataView data = Samples.WithLabels(_context, Samples.View(_context, 0, 20), kind, "Typed");
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Trainers.DigitCnn("Typed", "PixelValues").Fit(data));
        Assert.Equal(
            $"Schema mismatch for label column 'Typed': expected Single, or a key of the digits 0 to 9 in order, got {type}: "
            + "convert it with Conversion.ConvertType(\"Typed\", outputKind: DataKind.Single) (Parameter 'data')",
            error.Message);
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
                {
                    source.Cancel();
                }
            }),
        };
        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(() => Fit(Samples.View(_context, 0, 300), options)).CancellationToken);
        int before = batches;
        Assert.InRange(before, 3, 4);
        Assert.Throws<OperationCanceledException>(() => Fit(Samples.View(_context, 0, 300), options with { KeepWhenCancelled = true }));
        Assert.Equal(before, batches);
    }

    [Fact]
    public void Fit_GivesWhatItHasLearnt_WhenThatIsAskedFor()
    {
        using CancellationTokenSource source = new();
        int batches = 0;
        DigitCnnTransformer transformer = Fit(Samples.View(_context, 0, 300), new()
        {
            Training = Samples.Training with { Epochs = 1000 },
            KeepWhenCancelled = true,
            Cancellation = source.Token,
            Progress = new Listener(_ =>
            {
                if (++batches == 3)
                {
                    source.Cancel();
                }
            }),
        });
        Assert.True(transformer.Training!.Cancelled);
        Assert.Equal(batches, transformer.Training.Iterations);
        Assert.Contains("stopped", transformer.Model.Manifest.Training!.HyperParameters.Keys);
    }

    [Fact]
    public void Fit_GoesOnFromACheckpoint_AndEndsInTheSameFile()
    {
        TrainingCheckpoint? checkpoint = null;
        using CancellationTokenSource source = new();
        int batches = 0;
        DigitCnnOptions options = new() { Training = Samples.Training };
        Assert.Throws<OperationCanceledException>(() => Fit(Samples.View(_context, 0, 300), options with
        {
            Checkpoints = new(saved => checkpoint = saved),
            Cancellation = source.Token,
            Progress = new Listener(_ =>
            {
                if (++batches == 3)
                {
                    source.Cancel();
                }
            }),
        }));
        Assert.Equal(batches, checkpoint!.Iteration);
        DigitCnnTransformer resumed = Fit(Samples.View(_context, 0, 300), options with { Checkpoints = new(_ => { }) { Resume = checkpoint } });
        Assert.Equal(FileOf(Fit(Samples.View(_context, 0, 300), options)), FileOf(resumed));
    }

    [Fact]
    public void CrossValidate_Works()
    {
        IDataView data = Samples.View(_context, 0, 600);
        DigitCnnTrainer trainer = _context.MulticlassClassification.Trainers.DigitCnn(featureColumnName: "PixelValues", options: new() { Training = Samples.Training });
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
