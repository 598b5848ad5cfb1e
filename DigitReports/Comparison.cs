using DigitEngine.Evaluation;
using DigitReports.Sections;

namespace DigitReports;

/// <summary>A comparison of two models' answers, as exact as their tests allow. Immutable.</summary>
/// <remarks>
/// If both were tested on the same images, it is known which answers changed (<see cref="PairedComparison"/>). Otherwise only the
/// numbers of correct answers can be compared, by Fisher's exact test (two-sided), which needs a larger difference.
/// </remarks>
internal sealed class Comparison
{
    /// <summary>Compares two models.</summary>
    /// <param name="before">The first model.</param>
    /// <param name="after">The second model.</param>
    public Comparison(ReportContent before, ReportContent after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Before = before.Answers.ToMetrics();
        After = after.Answers.ToMetrics();
        Pairs = before.TestFingerprint is not null
            && before.TestFingerprint == after.TestFingerprint
            && before.Answers.HasSameImagesAs(after.Answers)
            ? new(before.Answers, after.Answers)
            : null;
        PValue = Pairs?.PValue ?? FisherExactTest.TwoSidedPValue(
            KeyFigures.CountErrors(Before), Before.Count, KeyFigures.CountErrors(After), After.Count);
    }

    /// <summary>The first model's metrics.</summary>
    public MulticlassMetrics Before { get; }

    /// <summary>The second model's metrics.</summary>
    public MulticlassMetrics After { get; }

    /// <summary>
    /// The comparison image by image, or null if the two were tested on different images, judged by fingerprint, positions and
    /// labels.
    /// </summary>
    public PairedComparison? Pairs { get; }

    /// <summary>The probability, in [0, 1], of a difference at least as large if both models were equally accurate.</summary>
    public double PValue { get; }

    /// <summary>Whether the difference is significant: <see cref="PValue"/> is below 5 %.</summary>
    public bool IsSignificant => PValue < BaselineMetrics.SignificanceLevel;

    /// <summary>The name of the statistical test.</summary>
    public string TestName => Pairs is null ? "two-sided Fisher’s exact test at 5 %" : "two-sided exact McNemar’s test at 5 %";
}
