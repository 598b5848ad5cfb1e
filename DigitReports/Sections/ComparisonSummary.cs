using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>Which of two models is better, if that can be told.</summary>
internal static class VerdictSection
{
    public static Markup Lead(ReportContent before, ReportContent after, Comparison comparison)
    {
        double difference = comparison.After.MicroAccuracy - comparison.Before.MicroAccuracy;
        string better = difference == 0 ? "Both are right equally often."
            : (difference > 0 ? $"B, {after.Name}, " : $"A, {before.Name}, ")
                + (comparison.IsSignificant ? "is significantly better." : "was right more often, but that may be chance.");
        return Markup.Of($"""
            <p class="lead">{better}</p>
            <p>{Why(comparison)} <span class="note">p = {Figures.PValue(comparison.PValue)}, {comparison.TestName}.</span></p>
            <dl class="tiles two">
            {Tile("A", before, comparison.Before)}
            {Tile("B", after, comparison.After)}
            <div><dt>Difference</dt><dd>{Figures.Points(difference)}</dd><dd class="note">points of accuracy</dd></div>
            </dl>
            """);
    }

    private static Markup Tile(string letter, ReportContent content, MulticlassMetrics metrics) => Markup.Of($"""
        <div class="first"><dt><span class="letter {letter.ToLowerInvariant()}">{letter}</span> {content.Name}</dt><dd>{Figures.Percent(metrics.MicroAccuracy)}</dd><dd class="note">{Figures.Count(Headline.WrongOf(metrics))} of {Figures.Counted(metrics.Count, "image")} misread; {Figures.Range(WilsonInterval.Of(metrics.MicroAccuracy, metrics.Count))} with 95 % confidence</dd></div>
        """);

    private static string Why(Comparison comparison)
    {
        if (comparison.Pairs is not { } pairs)
        {
            return "The two were tested on different images: only their rates can be compared, not their answers one by one.";
        }

        return pairs.Gained.Count + pairs.Lost.Count == 0
            ? $"Of the same {Figures.Counted(pairs.Count, "image")} they read exactly the same ones right."
            : $"Of the same {Figures.Counted(pairs.Count, "image")} B reads "
                + $"{Figures.Count(pairs.Gained.Count)} right that A misread, and misreads {Figures.Count(pairs.Lost.Count)} that A read right.";
    }
}
