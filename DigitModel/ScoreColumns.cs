using System.Globalization;
using DigitEngine.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>The two columns that predictions come in, with the annotations that ML.NET's own trainers give them.</summary>
internal static class ScoreColumns
{
    public const string PredictedLabel = "PredictedLabel";
    public const string Score = "Score";

    private const string SlotNames = "SlotNames";
    private const string TrainingLabelValues = "TrainingLabelValues";
    private const string ScoreColumnKind = "ScoreColumnKind";
    private const string ScoreValueKind = "ScoreValueKind";
    private const string ScoreColumnSetId = "ScoreColumnSetId";
    private static readonly KeyDataViewType SetIdType = new(typeof(uint), int.MaxValue);

    /// <summary>A key for each digit.</summary>
    public static KeyDataViewType PredictedLabelType { get; } = new(typeof(uint), DigitImage.ClassCount);

    /// <summary>A probability for each digit.</summary>
    public static VectorDataViewType ScoreType { get; } = new(NumberDataViewType.Single, DigitImage.ClassCount);

    /// <summary>The columns of a schema, and behind them <see cref="PredictedLabel"/> and <see cref="Score"/>.</summary>
    public static DataViewSchema AddTo(DataViewSchema input, DigitLabels labels)
    {
        uint set = NextSetId(input);
        AnnotationBuilder predicted = new();
        Annotate(predicted, PredictedLabel, labels, set);
        AnnotationBuilder score = new();
        Annotate(score, Score, labels, set);
        DataViewSchema.Builder builder = new();
        builder.AddColumns(input);
        builder.AddColumn(PredictedLabel, PredictedLabelType, predicted.ToAnnotations());
        builder.AddColumn(Score, ScoreType, score.ToAnnotations());
        return builder.ToSchema();
    }

    /// <summary>Adds the annotations of one of the columns.</summary>
    public static void Annotate(IAnnotationTarget target, string column, DigitLabels labels, uint set)
    {
        if (column == Score)
        {
            ReadOnlyMemory<char>[] names =
                [.. labels.Digits.Select(digit => digit.ToString(CultureInfo.InvariantCulture).AsMemory())];
            target.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, names.Length), new VBuffer<ReadOnlyMemory<char>>(names.Length, names));
            labels.AddTo(target, TrainingLabelValues);
        }
        else
        {
            labels.AddTo(target, DigitLabels.KeyValues);
        }

        target.Add(ScoreColumnSetId, SetIdType, set);
        target.Add(ScoreColumnKind, TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        target.Add(ScoreValueKind, TextDataViewType.Instance, column.AsMemory());
    }

    /// <summary>One more than the largest number of a set of score columns that is there already.</summary>
    private static uint NextSetId(DataViewSchema input)
    {
        uint largest = 0;
        foreach (DataViewSchema.Column column in input)
        {
            if (column.Annotations.Schema.GetColumnOrNull(ScoreColumnSetId)?.Type is KeyDataViewType type && type.RawType == typeof(uint))
            {
                uint id = 0;
                column.Annotations.GetValue(ScoreColumnSetId, ref id);
                largest = Math.Max(largest, id);
            }
        }

        return largest + 1;
    }

    private sealed class AnnotationBuilder : IAnnotationTarget
    {
        private readonly DataViewSchema.Annotations.Builder _builder = new();

        public void Add<T>(string kind, DataViewType type, T value) => _builder.Add(kind, type, (ref T destination) => destination = value);

        public DataViewSchema.Annotations ToAnnotations() => _builder.ToAnnotations();
    }
}
