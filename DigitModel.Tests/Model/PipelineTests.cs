using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Tests.Model;

/// <summary>The whole way, as Model Builder's code goes it: file, pipeline, training, metrics, file, engine, and again with new rows.</summary>
public sealed class PipelineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-");
    private readonly MLContext _context = new(seed: 1);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Csv_BecomesAModel_ThatPredictsAndIsRetrained()
    {
        DigitCnnOptions options = new() { Training = Samples.Training };
        string first = PathOf("first.zip"), more = PathOf("more.zip");
        DigitEvaluation before = DigitModel.Train(_context, first, WriteCsv("first.csv", 0, 800), options);
        Assert.True(before.Metrics.MicroAccuracy > 0.5, $"{before.Metrics.MicroAccuracy}");
        Assert.Equal(before.Metrics.MicroAccuracy, ModelFile.Load(first).Manifest.Metrics!.MicroAccuracy);

        DigitSplit split = _context.Data.SplitDigits(DigitModel.LoadData(_context, WriteCsv("more.csv", 0, 2000)), "80/10/10");
        ITransformer model = DigitModel.Retrain(_context, first, split.TrainSet, options with { ValidationSet = split.ValidationSet });
        DigitEvaluation after = DigitModel.Evaluate(_context, model, split.TestSet);
        Assert.True(after.Metrics.MicroAccuracy > before.Metrics.MicroAccuracy, $"{before.Metrics.MicroAccuracy} to {after.Metrics.MicroAccuracy}");
        DigitModel.Save(_context, model, split.TrainSet.Schema, more, after);

        // The file alone gives the same.
        ITransformer loaded = DigitModel.Load(_context, more);
        using PredictionEngine<DigitModel.ModelInput, DigitModel.ModelOutput> engine = DigitModel.CreatePredictEngine(_context, loaded);
        DigitDataset test = ((DigitDataView)split.TestSet).Digits;
        double right = Enumerable.Range(0, test.Count).Count(i => engine.Predict(InputOf(test, i)).PredictedLabel == test.Label(i));
        Assert.Equal(right / test.Count, DigitModel.Evaluate(_context, loaded, split.TestSet).Metrics.MicroAccuracy, 12);
    }

    /// <summary>ML.NET's own loader, and columns named by the user.</summary>
    [Fact]
    public void TextLoader_AndOurLoader_TrainTheSameModel()
    {
        string csv = WriteCsv("rows.csv", 0, 400);
        IDataView text = _context.Data.LoadFromTextFile<DigitModel.ModelInput>(csv, separatorChar: ',', hasHeader: true);
        IDataView checkedRows = _context.Data.LoadDigits(csv);
        DigitCnnOptions options = new() { Training = Samples.Training };
        Assert.Equal(BytesOf(DigitModel.Train(_context, text, options)), BytesOf(DigitModel.Train(_context, checkedRows, options)));
        Assert.Equal(BytesOf(DigitModel.Train(_context, _context.Data.Cache(text), options)), BytesOf(DigitModel.Train(_context, checkedRows, options)));
    }

    [Theory]
    [InlineData("digits.csv.gz")]
    [InlineData("digits")]
    public void LoadDigits_ReadsWhatTheConsoleReads(string name)
    {
        string path = name == "digits" ? WriteFolders() : Path.Combine(Repository.Root, "assets", "digits-10k.csv.gz");
        IDataView data = _context.Data.LoadDigits(path);
        DigitDataset expected = DigitPictures.PictureDigits.ReadLabeled(path);
        Assert.Equal(expected.Count, data.GetRowCount());
        Assert.Equal(Enumerable.Range(0, expected.Count).Select(i => (float)expected.Label(i)), data.GetColumn<float>("Label"));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(i => Array.ConvertAll(expected.Image(i).ToArray(), pixel => (float)pixel)),
            data.GetColumn<float[]>("PixelValues").Take(5));
    }

    [Fact]
    public void LoadDigits_RefusesWhatMlNetsLoaderSwallows()
    {
        string csv = WriteCsv("short.csv", 0, 3);
        string[] lines = File.ReadAllLines(csv);
        File.WriteAllLines(csv, [.. lines[..2], lines[2][..200]]);
        Assert.Contains("line 3", Assert.Throws<DataFormatException>(() => DigitModel.LoadData(_context, csv)).Message, StringComparison.Ordinal);
        Assert.Contains("missing.csv", Assert.Throws<DataFormatException>(() => DigitModel.LoadData(_context, PathOf("missing.csv"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_OfSeveralCursors_AreAllRows_AndCanBeShuffled()
    {
        IDataView data = _context.Data.LoadDigits(Samples.Digits(0, 101));
        List<(float Label, float Sum)> found = [];
        foreach (DataViewRowCursor cursor in data.GetRowCursorSet(data.Schema, 3))
        {
            using (cursor)
            {
                ValueGetter<float> label = cursor.GetGetter<float>(data.Schema["Label"]);
                ValueGetter<VBuffer<float>> pixels = cursor.GetGetter<VBuffer<float>>(data.Schema["PixelValues"]);
                float digit = 0;
                VBuffer<float> row = default;
                while (cursor.MoveNext())
                {
                    label(ref digit);
                    pixels(ref row);
                    found.Add((digit, row.DenseValues().Sum()));
                }

                Assert.False(cursor.MoveNext());
                Assert.Equal(-1, cursor.Position);
                Assert.Throws<InvalidOperationException>(() => label(ref digit));
            }
        }

        Assert.Equal(Samples.Rows(0, 101).Select(row => (row.Label, row.PixelValues.Sum())).Order(), found.Order());
        float[] shuffled = [.. _context.Data.ShuffleRows(data, seed: 1).GetColumn<float>("Label")];
        Assert.NotEqual(data.GetColumn<float>("Label"), shuffled);
        Assert.Equal(data.GetColumn<float>("Label").Order(), shuffled.Order());
    }

    [Fact]
    public void SplitDigits_IsTheConsolesSplit()
    {
        DigitDataset digits = Samples.Digits(0, 1000);
        DigitSplit split = _context.Data.SplitDigits(_context.Data.LoadDigits(digits), "70/20/10", seed: 5);
        DataSplit expected = DataSplit.Stratified(digits, SplitRatios.Parse("70/20/10"), 5);
        Assert.Equal(expected.Train.Fingerprint, ((DigitDataView)split.TrainSet).Digits.Fingerprint);
        Assert.Equal(expected.Validation.Fingerprint, ((DigitDataView)split.ValidationSet).Digits.Fingerprint);
        Assert.Equal(expected.Test.Fingerprint, ((DigitDataView)split.TestSet).Digits.Fingerprint);
        Assert.Equal(expected.Train.Fingerprint, ((DigitDataView)_context.Data.SplitDigits(Samples.View(_context, 0, 1000), "70/20/10", 5).TrainSet).Digits.Fingerprint);
        Assert.Throws<FormatException>(() => _context.Data.SplitDigits(_context.Data.LoadDigits(digits), "70/20"));
        Assert.Throws<DataSplitException>(() => _context.Data.SplitDigits(_context.Data.LoadDigits(Samples.Digits(0, 3)), "98/1/1"));
    }

    [Fact]
    public void Evaluate_GivesMlNetsMetrics_AndWhatTheyLack()
    {
        TestSet test = new(Samples.Digits(0, 500));
        ITransformer model = DigitModel.Load(_context, Samples.Model);
        DigitEvaluation evaluation = DigitModel.Evaluate(_context, model, _context.Data.LoadDigits(test));
        MulticlassClassificationMetrics direct = _context.MulticlassClassification.Evaluate(model.Transform(_context.Data.LoadDigits(test)));
        Assert.Equal(direct.MicroAccuracy, evaluation.Metrics.MicroAccuracy);
        Assert.Equal(direct.LogLoss, evaluation.Metrics.LogLoss, 12);
        Assert.Equal(direct.ConfusionMatrix.GetFormattedConfusionTable(), evaluation.Metrics.ConfusionMatrix.GetFormattedConfusionTable());
        MulticlassMetrics own = Evaluator.Evaluate(Samples.Model.Network, test);
        Assert.Equal(own.ExpectedCalibrationError, evaluation.Digits.ExpectedCalibrationError);
        Assert.Equal(Evaluator.AcceptedShare(Samples.Model.Network, test), evaluation.AcceptedShare);
        Assert.Equal(3, evaluation.Metrics.TopKAccuracyForAllK.Count);
    }

    [Fact]
    public void Evaluate_RefusesRowsWithoutLabels()
    {
        ITransformer model = DigitModel.Load(_context, Samples.Small);
        PixelRow[] rows = Samples.Rows(0, 3);
        rows[1].Label = float.NaN;
        Assert.Equal(
            "Column 'Label', row 1: there is no label.",
            Assert.Throws<InvalidOperationException>(() => DigitModel.Evaluate(_context, model, _context.Data.LoadFromEnumerable(rows))).Message);
        Assert.Equal(
            "There are no rows to measure the model with.",
            Assert.Throws<InvalidOperationException>(() => DigitModel.Evaluate(_context, model, _context.Data.LoadFromEnumerable(Array.Empty<PixelRow>()))).Message);
        IDataView unlabeled = _context.Transforms.DropColumns("Label").Fit(Samples.View(_context, 0, 3)).Transform(Samples.View(_context, 0, 3));
        Assert.Equal("Could not find label column 'Label' (Parameter 'data')", Assert.Throws<ArgumentOutOfRangeException>(() => DigitModel.Evaluate(_context, model, unlabeled)).Message);
    }

    [Fact]
    public void Predict_IsSafeOnManyThreads()
    {
        DigitModel.ModelOutput[] outputs = new DigitModel.ModelOutput[200];
        Parallel.For(0, outputs.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => outputs[i] = DigitModel.Predict(InputOf(Samples.Digits(i, 1), 0)));
        for (int i = 0; i < outputs.Length; i++)
        {
            DigitEngine.Prediction.ModelOutput expected = Samples.Engine.Predict(Samples.Digits(i, 1).Image(0));
            Assert.Equal(expected.Score, outputs[i].Score);
            Assert.Equal(expected.PredictedLabel, outputs[i].PredictedLabel);
            Assert.Equal((expected.IsDigit, expected.DigitScore), (outputs[i].IsDigit, outputs[i].DigitScore));
        }

        KeyValuePair<string, float>[] sorted = [.. DigitModel.PredictAllLabels(InputOf(Samples.Digits(0, 1), 0))];
        Assert.Equal(10, sorted.Length);
        Assert.Equal(outputs[0].Score.OrderDescending(), sorted.Select(pair => pair.Value));
        Assert.All(sorted, pair => Assert.Equal(outputs[0].Score[int.Parse(pair.Key, CultureInfo.InvariantCulture)], pair.Value));
    }

    [Fact]
    public void Predict_RefusesWrongPixels()
    {
        Assert.Contains("784", Assert.Throws<InvalidOperationException>(() => DigitModel.Predict(new() { PixelValues = new float[783] })).Message, StringComparison.Ordinal);
        DigitModel.ModelInput bright = new();
        bright.PixelValues[3] = 256;
        Assert.Contains("found 256", Assert.Throws<InvalidOperationException>(() => DigitModel.Predict(bright)).Message, StringComparison.Ordinal);
    }

    private static DigitModel.ModelInput InputOf(DigitDataset digits, int index) =>
        new() { PixelValues = Array.ConvertAll(digits.Image(index).ToArray(), pixel => (float)pixel) };

    private static byte[] BytesOf(ITransformer model)
    {
        using MemoryStream stream = new();
        DigitModel.GetDigitCnn(model).Model.Save(stream);
        return stream.ToArray();
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string WriteFolders()
    {
        for (int i = 0; i < 6; i++)
        {
            DigitDataset digit = Samples.Digits(i, 1);
            string folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "digits", $"{digit.Label(0)}")).FullName;
            byte[] paper = Array.ConvertAll(digit.Image(0).ToArray(), ink => (byte)(255 - ink));
            using FileStream png = File.Create(Path.Combine(folder, $"{i}.png"));
            new DigitPictures.GrayPicture(28, 28, paper).SavePng(png);
        }

        return PathOf("digits");
    }

    private string WriteCsv(string name, int first, int count)
    {
        string path = PathOf(name);
        DigitDataset digits = Samples.Digits(first, count);
        File.WriteAllLines(
            path,
            [
                "label," + string.Join(',', Enumerable.Range(0, 784).Select(i => $"pixel{i}")),
                .. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{digits.Label(i)},{string.Join(',', digits.Image(i).ToArray())}")),
            ]);
        return path;
    }
}
