using System.Globalization;

namespace DigitEngine.Evaluation;

/// <summary>
/// Collects what <see cref="MulticlassMetrics"/> needs, batch by batch, in memory that does not grow with the rows. The result is
/// the same in every bit however the rows are divided into batches. Not thread-safe.
/// </summary>
internal sealed class MetricsAccumulator
{
    // ML.NET's bound in ML.NET's precision: no row costs more than −ln 1e-15 = 34.54 nats.
    private const float LeastProbability = 1e-15f;

    private readonly int _classCount;

    // Actual × predicted.
    private readonly long[] _confusion;

    // How often the true class had the highest score (0), the second highest (1), …
    private readonly long[] _ranks;

    // The sum of −ln p over the rows of each class.
    private readonly double[] _logLoss;

    private readonly CalibrationTally _calibration = new();

    private long _count;

    /// <param name="classCount">Scores per row, 2 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is outside its range.</exception>
    public MetricsAccumulator(int classCount = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classCount, byte.MaxValue + 1);
        _classCount = classCount;
        _confusion = new long[classCount * classCount];
        _ranks = new long[classCount];
        _logLoss = new double[classCount];
    }

    /// <summary>Adds rows, of which there may be none. If it throws, none of them has been counted.</summary>
    /// <param name="scores">Probabilities, rows × classCount, finite.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <exception cref="ArgumentException">
    /// The lengths do not fit, a score is NaN or infinite, or a label is no class. The message names the row, counted from 0
    /// over all rows added so far.
    /// </exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<byte> labels)
    {
        Check(scores, labels);
        for (int row = 0; row < labels.Length; row++)
        {
            Add(scores.Slice(row * _classCount, _classCount), labels[row]);
        }
    }

    /// <summary>The metrics of all rows so far. Rows that are added later don't change them.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public MulticlassMetrics ToMetrics()
    {
        if (_count == 0)
        {
            throw new InvalidOperationException("There are no metrics of zero rows: add at least one.");
        }

        return new MulticlassMetrics(_confusion, _ranks, _logLoss, _calibration);
    }

    private void Add(ReadOnlySpan<float> scores, int label)
    {
        // Among equal scores the lower class comes first, both for the prediction and for the rank. Rank 0 is a right prediction.
        float own = scores[label];
        int predicted = 0;
        int rank = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scores[predicted])
            {
                predicted = i;
            }

            if (scores[i] > own || (scores[i] == own && i < label))
            {
                rank++;
            }
        }

        _confusion[(label * _classCount) + predicted]++;
        _ranks[rank]++;
        _logLoss[label] -= Math.Log(Math.Clamp(own, LeastProbability, 1f));
        _calibration.Add(scores, predicted, label);
        _count++;
    }

    private void Check(ReadOnlySpan<float> scores, ReadOnlySpan<byte> labels)
    {
        long needed = (long)labels.Length * _classCount;
        if (scores.Length != needed)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{labels.Length} labels of {_classCount} classes need {needed} scores, not {scores.Length}."),
                nameof(scores));
        }

        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Row {_count + (i / _classCount)} (counted from 0) scores class {i % _classCount} with "
                        + $"{scores[i]}; a finite probability was expected."),
                    nameof(scores));
            }
        }

        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] >= _classCount)
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Row {_count + row} (counted from 0) has label {labels[row]}; 0 to {_classCount - 1} was expected."),
                    nameof(labels));
            }
        }
    }
}
