using DigitEngine.Data;

namespace DigitEngine.Evaluation;

/// <summary>The figures of an earlier evaluation, to find out whether a model has become worse. Immutable.</summary>
/// <remarks>
/// Worse means significantly worse by Fisher's exact test of two proportions, one-sided, at 5 %. The test needs only the two
/// accuracies and numbers of rows, so the two evaluations may use different rows of the same kind. If they use the same rows, as
/// they often do, the rate of false alarms stays below 5 %, but a drop has to be larger to be noticed than in a test that knows
/// which rows have changed. <c>metrics.json</c> doesn't tell that.
/// </remarks>
internal sealed class BaselineMetrics
{
    /// <summary>The highest rate at which a model that is no worse is called worse by chance: 5 %.</summary>
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
    /// <see cref="double.NaN"/> if the file doesn't contain it, as those of version 0.1.0.
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>The fraction of each class's rows that was recognised; <see cref="double.NaN"/> for a class without rows.</summary>
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
    /// The probability of a drop in accuracy this large or larger by chance, if the model were as good as before: the one-sided
    /// p-value, in [0, 1].
    /// </summary>
    /// <param name="metrics">The present metrics.</param>
    /// <exception cref="ArgumentException">They have another number of classes.</exception>
    public double AccuracyDropPValue(MulticlassMetrics metrics)
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

    /// <summary>Whether the accuracy has become significantly worse, so that <see cref="AccuracyDropPValue"/> is below 5 %.</summary>
    /// <inheritdoc cref="AccuracyDropPValue" path="/param"/>
    /// <inheritdoc cref="AccuracyDropPValue" path="/exception"/>
    public bool IsBetterThan(MulticlassMetrics metrics) => AccuracyDropPValue(metrics) < SignificanceLevel;

    private static long Errors(double accuracy, long count) => count - (long)Math.Round(accuracy * count);
}
