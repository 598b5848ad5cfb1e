using System.Diagnostics;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDigits.Scoring;

namespace MlNetDigits;

public static partial class DigitModel
{
    private const int MostRanked = 3;

    /// <summary>Measures a model on rows that it has not seen.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="model">Any model that adds a column <c>Score</c>: ten probabilities in the order of the digits.</param>
    /// <param name="data">At least one row, with <c>Label</c> and what the model takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A label is not a digit, or there are no rows.</exception>
    public static DigitEvaluation Evaluate(MLContext mlContext, ITransformer model, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        DigitDataset? digits = (data as DigitDataView)?.Digits;
        (TestPredictions answers, double? acceptedShare, double imagesPerSecond) = Predict(model.Transform(data), digits);

        // The predictions are kept, so that ML.NET's passes over the data do not compute them again.
        IDataView scored = mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, answers.Count).Select(i => new ScoredRow
        {
            Label = answers.Label(i),
            Score = answers.Scores(i).ToArray(),
            PredictedLabel = answers.Predicted(i),
        }));
        return new(answers)
        {
            Metrics = mlContext.MulticlassClassification.Evaluate(scored, topKPredictionCount: MostRanked),
            Digits = answers.ToMetrics(),
            AcceptedShare = acceptedShare,
            ImagesPerSecond = imagesPerSecond,
            Overlap = TrainingOverlap.Of(TrainedImagesOf(model), digits, answers),
        };
    }

    private static TrainedImages? TrainedImagesOf(ITransformer model) => model switch
    {
        DigitCnnTransformer cnn => cnn.Model.TrainedImages,
        IEnumerable<ITransformer> chain => chain.Select(TrainedImagesOf).FirstOrDefault(images => images is not null),
        _ => null,
    };

    private static (TestPredictions Answers, double? AcceptedShare, double ImagesPerSecond) Predict(IDataView scored, DigitDataset? digits)
    {
        DataViewSchema.Column label = LabeledRows.RequireLabel(scored.Schema, DigitDataView.LabelName, "data");
        DataViewSchema.Column score = scored.Schema.GetColumnOrNull(ScoreSchema.ScoreName)
            ?? throw ColumnError.Missing("data", "score", ScoreSchema.ScoreName);
        if (score.Type is not VectorDataViewType { Size: DigitImage.ClassCount })
        {
            throw ColumnError.WrongType("data", "score", ScoreSchema.ScoreName, $"Vector<Single, {DigitImage.ClassCount}>", $"{score.Type}");
        }

        DataViewSchema.Column? isDigit = scored.Schema.GetColumnOrNull(ScoreSchema.IsDigitName);
        DataViewSchema.Column[] columns = isDigit is null ? [label, score] : [label, score, isDigit.Value];
        List<byte> labels = [];
        List<float> scores = [];
        int accepted = 0;

        // The first rows are slow because the code for them is compiled, so the speed is that of the others.
        long untimed = (scored.GetRowCount() ?? 0) / 4;
        long start = Stopwatch.GetTimestamp();
        using DataViewRowCursor cursor = scored.GetRowCursor(columns);
        Func<int> getLabel = LabeledRows.DigitGetter(cursor, label);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(score);
        ValueGetter<bool>? getIsDigit = isDigit is null ? null : cursor.GetGetter<bool>(isDigit.Value);
        VBuffer<float> row = default;
        bool isAccepted = false;
        while (cursor.MoveNext())
        {
            if (labels.Count == untimed)
            {
                start = Stopwatch.GetTimestamp();
            }

            int digit = getLabel();
            if (digit < 0)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Column '{label.Name}', row {cursor.Position}: there is no label."));
            }

            labels.Add((byte)digit);
            getScore(ref row);
            scores.AddRange(row.DenseValues());
            getIsDigit?.Invoke(ref isAccepted);
            accepted += isAccepted ? 1 : 0;
        }

        if (labels.Count == 0)
        {
            throw new InvalidOperationException("There are no rows to measure the model with.");
        }

        double imagesPerSecond = (labels.Count - untimed) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        int[] positions = [.. Enumerable.Range(0, labels.Count).Select(i => digits?.Position(i) ?? i)];
        return (new([.. positions], [.. labels], [.. scores]), isDigit is null ? null : (double)accepted / labels.Count, imagesPerSecond);
    }

    private sealed class ScoredRow
    {
        public float Label { get; set; }

        [VectorType(DigitImage.ClassCount)]
        public float[] Score { get; set; } = [];

        public float PredictedLabel { get; set; }
    }
}

/// <summary>How good a model is: ML.NET's metrics, and others that ML.NET does not have.</summary>
public sealed class DigitEvaluation
{
    internal DigitEvaluation(TestPredictions answers) => Answers = answers;

    /// <summary>ML.NET's metrics, with the confusion matrix; top-k accuracy for k up to 3.</summary>
    public required MulticlassClassificationMetrics Metrics { get; init; }

    /// <summary>Precision, recall and F1 of each digit, calibration, and accuracy against coverage.</summary>
    public required MulticlassMetrics Digits { get; init; }

    /// <summary>The share of rows that the model takes for digits; null for a model without <c>IsDigit</c>.</summary>
    public required double? AcceptedShare { get; init; }

    /// <summary>Rows predicted per second, from the data to the scores, without the first quarter of them.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>
    /// What of the rows the model was trained on; null where that is not known: for a model that ML.NET loaded, and for rows that
    /// <c>LoadDigits</c> did not load.
    /// </summary>
    public required TrainingOverlap? Overlap { get; init; }

    internal TestPredictions Answers { get; }
}
