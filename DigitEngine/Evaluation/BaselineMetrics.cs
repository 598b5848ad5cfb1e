using DigitEngine.Data;

namespace DigitEngine.Evaluation;

/// <summary>The figures of an earlier evaluation, to see whether a model has got worse. Immutable.</summary>
/// <remarks>
/// Worse means: by Fisher's exact test of two proportions, one-sided, at 5 %. It is computed from the two accuracies and numbers
/// of rows, so the two evaluations may be of different rows of the same kind. Were both of the same rows, as they often are, the
/// test would still raise no more false alarms than 5 %, but it would need a larger loss to see one than a test that knows which
/// rows have changed, which <c>metrics.json</c> doesn't tell.
/// </remarks>
internal sealed class BaselineMetrics
{
    /// <summary>How often, at most, a model that is no worse may be called so by chance: 5 %.</summary>
    public const double SignificanceLevel = 0.05;

    internal BaselineMetrics(
        long count, double microAccuracy, double macroAccuracy, double logLoss, double calibrationError, double[] recall)
    {
        Count = count;
        MicroAccuracy = microAccuracy;
        MacroAccuracy = macroAccuracy;
        LogLoss = logLoss;
        ExpectedCalibrationError = calibrationError;
        PerClassRecall = Array.AsReadOnly(recall);
    }

    /// <inheritdoc cref="MulticlassMetrics.Count"/>
    public long Count { get; }

    /// <inheritdoc cref="MulticlassMetrics.MicroAccuracy"/>
    public double MicroAccuracy { get; }

    /// <inheritdoc cref="MulticlassMetrics.MacroAccuracy"/>
    public double MacroAccuracy { get; }

    /// <inheritdoc cref="MulticlassMetrics.LogLoss"/>
    public double LogLoss { get; }

    /// <summary>
    /// <inheritdoc cref="MulticlassMetrics.ExpectedCalibrationError" path="/summary"/>
    /// <see cref="double.NaN"/> if the file doesn't say: those of version 0.1.0 don't.
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>For each class, the fraction of its rows that was recognised; <see cref="double.NaN"/> if it had none.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>Reads what <see cref="MetricsJson"/> wrote.</summary>
    /// <param name="path">The file, such as a <c>metrics.json</c>.</param>
    /// <exception cref="DataFormatException">The file can't be read or holds something else.</exception>
    public static BaselineMetrics Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return MetricsJsonReader.Read(path);
    }

    /// <summary>
    /// How likely as great a loss of accuracy, or a greater one, would be by chance if the model were as good as before: the
    /// one-sided p-value, in [0, 1].
    /// </summary>
    /// <param name="metrics">The present metrics.</param>
    /// <exception cref="ArgumentException">They are of another number of classes.</exception>
    public double LossPValue(MulticlassMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.PerClass.Count != PerClassRecall.Count)
        {
            throw new ArgumentException(
                $"Expected metrics of {PerClassRecall.Count} classes but found {metrics.PerClass.Count}.", nameof(metrics));
        }

        return FisherExactTest.PValue(
            Errors(metrics.MicroAccuracy, metrics.Count), metrics.Count, Errors(MicroAccuracy, Count), Count);
    }

    /// <summary>Whether the accuracy has become significantly worse: <see cref="LossPValue"/> is below 5 %.</summary>
    /// <inheritdoc cref="LossPValue" path="/param"/>
    /// <inheritdoc cref="LossPValue" path="/exception"/>
    public bool IsBetterThan(MulticlassMetrics metrics) => LossPValue(metrics) < SignificanceLevel;

    private static long Errors(double accuracy, long count) => count - (long)Math.Round(accuracy * count);
}
