using DigitEngine.Data;
using DigitEngine.Prediction;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Scoring;

/// <summary>Computes scores from pixels. Any number of threads may use it.</summary>
/// <param name="engine">The model.</param>
/// <param name="reader">Reads the pixels.</param>
/// <param name="threads">The most threads that one cursor uses, or 0 for one per processor.</param>
internal sealed class DigitScorer(PredictionEngine engine, PixelReader reader, int threads)
{
    /// <summary>Images that one thread predicts at a time.</summary>
    public const int GroupSize = 28;

    private const int MostGroups = 16;

    /// <summary>Rows that a cursor reads ahead: enough for every processor.</summary>
    public static int RowsAhead { get; } = GroupSize * Math.Clamp(Environment.ProcessorCount, 2, MostGroups);

    public int Threads => threads;

    public void ReadPixels(in VBuffer<float> features, Span<float> grey, long row) => reader.Read(features, grey, row);

    /// <returns>The digit score.</returns>
    public float Score(ReadOnlySpan<float> grey, Span<float> scores) => engine.Predict(grey, scores);

    /// <summary>Scores several images. Their values follow one another in each span.</summary>
    public void Score(ReadOnlyMemory<float> grey, Memory<float> scores, Memory<float> digitScores, int threads) =>
        engine.PredictBatch(grey, scores, digitScores, threads);

    public bool IsDigit(float digitScore) => digitScore >= engine.DigitThreshold;

    /// <summary>The key of the highest score, the first one among equals, as in ML.NET.</summary>
    public static uint BestKey(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int digit = 1; digit < scores.Length; digit++)
        {
            if (scores[digit] > scores[best])
            {
                best = digit;
            }
        }

        return (uint)best + 1;
    }

    /// <summary>A getter of one of the score columns.</summary>
    /// <param name="schema">Says which column is which.</param>
    /// <param name="column">The column.</param>
    /// <param name="current">Gives the scores of the row that is asked for, and its digit score.</param>
    public ValueGetter<TValue> GetGetter<TValue>(ScoreSchema schema, DataViewSchema.Column column, CurrentRow current)
    {
        if (column.Index == schema.Score)
        {
            return As<TValue, VBuffer<float>>((ref VBuffer<float> value) =>
            {
                ReadOnlySpan<float> scores = current(out _);
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, scores.Length);
                scores.CopyTo(editor.Values);
                value = editor.Commit();
            });
        }

        if (column.Index == schema.PredictedLabel)
        {
            return As<TValue, uint>((ref uint value) => value = BestKey(current(out _)));
        }

        if (column.Index == schema.DigitScore)
        {
            return As<TValue, float>((ref float value) => current(out value));
        }

        return As<TValue, bool>((ref bool value) =>
        {
            current(out float digitScore);
            value = IsDigit(digitScore);
        });
    }

    /// <summary>A getter of the type that ML.NET asks for.</summary>
    public static ValueGetter<TValue> As<TValue, TActual>(ValueGetter<TActual> getter) => getter is ValueGetter<TValue> same
        ? same
        : throw new InvalidOperationException($"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{typeof(TActual)}'.");

    public static void RequireActive(bool isActive, DataViewSchema.Column column)
    {
        if (!isActive)
        {
            throw new ArgumentException($"Column '{column.Name}' was not asked for when the row was made.", nameof(column));
        }
    }

    /// <summary>The scores of a row.</summary>
    internal delegate ReadOnlySpan<float> CurrentRow(out float digitScore);
}
