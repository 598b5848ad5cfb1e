using DigitEngine.Evaluation;
using DigitReports.Sections;

namespace DigitReports;

/// <summary>Two models' answers, set against each other as closely as their tests allow. Immutable.</summary>
/// <remarks>
/// Of the same images it is known which answers changed (<see cref="PairedComparison"/>). Of different ones only how many were
/// right, which takes a larger difference to tell from chance: Fisher's exact test, two-sided.
/// </remarks>
public sealed class Comparison
{
    /// <summary>Compares two models.</summary>
    /// <param name="before">The one.</param>
    /// <param name="after">The other.</param>
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
            Headline.WrongOf(Before), Before.Count, Headline.WrongOf(After), After.Count);
    }

    /// <summary>How good the one model is.</summary>
    public MulticlassMetrics Before { get; }

    /// <summary>How good the other model is.</summary>
    public MulticlassMetrics After { get; }

    /// <summary>Image by image, where both answered the same ones: by their fingerprint, positions and labels; otherwise null.</summary>
    public PairedComparison? Pairs { get; }

    /// <summary>How likely so great a difference of accuracy, either way, would be by chance; in [0, 1].</summary>
    public double PValue { get; }

    /// <summary>Whether the difference is significant: <see cref="PValue"/> is below 5 %.</summary>
    public bool IsSignificant => PValue < BaselineMetrics.SignificanceLevel;

    /// <summary>The test, in words.</summary>
    public string TestName => Pairs is null ? "two-sided Fisher’s exact test at 5 %" : "two-sided exact McNemar’s test at 5 %";
}
