using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>Which of two models is better, if that can be told, and all their figures side by side.</summary>
internal static class ComparisonSummary
{
    /// <summary>The verdict.</summary>
    public static Markup Draw(ReportContent before, ReportContent after, Comparison comparison)
    {
        double difference = comparison.After.MicroAccuracy - comparison.Before.MicroAccuracy;
        string verdict = difference == 0 ? "Both are right equally often."
            : (difference > 0 ? $"B, {after.Name}, " : $"A, {before.Name}, ")
                + (comparison.IsSignificant ? "is significantly better." : "was right more often, but that may be chance.");
        return Markup.Of($"""
            <p class="lead">{verdict}</p>
            <p>{Explain(comparison)} <span class="note">{NumberFormat.PValue(comparison.PValue)}, {comparison.TestName}.</span></p>
            <dl class="tiles two">
            {Tile("A", before, comparison.Before)}
            {Tile("B", after, comparison.After)}
            <div><dt>Difference</dt><dd>{NumberFormat.Points(difference)}</dd><dd class="note">percentage points of accuracy</dd></div>
            </dl>
            """);
    }

    /// <summary>The figures and their differences.</summary>
    public static Section FiguresOf(Comparison comparison)
    {
        MulticlassMetrics before = comparison.Before;
        MulticlassMetrics after = comparison.After;
        long errorsBefore = KeyFigures.CountErrors(before);
        long errorsAfter = KeyFigures.CountErrors(after);
        return new("figures", "Figures", Markup.Of($"""
            <div class="pair">
            {Table("All images", Markup.Of($"""
                {Row("images", NumberFormat.Count(before.Count), NumberFormat.Count(after.Count), NumberFormat.CountDifference(after.Count - before.Count))}
                {Row("misread", NumberFormat.Count(errorsBefore), NumberFormat.Count(errorsAfter), NumberFormat.CountDifference(errorsAfter - errorsBefore))}
                {Share("accuracy", before.MicroAccuracy, after.MicroAccuracy)}
                {Share("mean over digits", before.MacroAccuracy, after.MacroAccuracy)}
                {Share("among the best two", before.TopKAccuracy(2), after.TopKAccuracy(2))}
                {Loss("log-loss", before.LogLoss, after.LogLoss)}
                {Loss("Brier score", before.BrierScore, after.BrierScore)}
                {Share("calibration error", before.ExpectedCalibrationError, after.ExpectedCalibrationError)}
                {before.Coverage.Zip(after.Coverage, (one, other) => Share($"surest {NumberFormat.ShortPercent(one.Coverage)}", one.Accuracy, other.Accuracy)).Skip(1)}
                """))}
            {Table("Recall of each digit", Markup.Of($"""
                {before.PerClass.Zip(after.PerClass, (one, other) => Share($"{one.Label}", Recall(one), Recall(other)))}
                """))}
            </div>
            """));
    }

    private static Markup Tile(string letter, ReportContent content, MulticlassMetrics metrics) => Markup.Of($"""
        <div class="first"><dt><span class="letter {letter.ToLowerInvariant()}">{letter}</span> {content.Name}</dt><dd>{NumberFormat.Percent(metrics.MicroAccuracy)}</dd><dd class="note">{NumberFormat.Count(KeyFigures.CountErrors(metrics))} of {NumberFormat.Counted(metrics.Count, "image")} misread; <span class="number">{NumberFormat.PercentRange(WilsonInterval.Of(metrics.MicroAccuracy, metrics.Count))}</span> with 95 % confidence</dd></div>
        """);

    private static string Explain(Comparison comparison)
    {
        if (comparison.Pairs is not { } pairs)
        {
            return "The two were tested on different images, so only their rates can be compared, not single answers.";
        }

        return pairs.Gained.Count + pairs.Lost.Count == 0
            ? $"Of the same {NumberFormat.Counted(pairs.Count, "image")} they read exactly the same ones right."
            : $"Of the same {NumberFormat.Counted(pairs.Count, "image")} B reads "
                + $"{NumberFormat.Count(pairs.Gained.Count)} right that A misread, and misreads {NumberFormat.Count(pairs.Lost.Count)} that A read right.";
    }

    private static double Recall(ClassMetrics digit) => digit.Support == 0 ? double.NaN : digit.Recall;

    private static Markup Table(string title, Markup rows) => Markup.Of($"""
        <div class="wide" role="region" aria-label="{title}" tabindex="0">
        <table class="figures">
        <caption>{title}</caption>
        <thead><tr><th scope="col" class="text"></th><th scope="col">A</th><th scope="col">B</th><th scope="col">B − A</th></tr></thead>
        <tbody>
        {rows}
        </tbody>
        </table>
        </div>
        """);

    private static Markup Share(string name, double before, double after) =>
        Row(name, NumberFormat.Percent(before), NumberFormat.Percent(after), NumberFormat.Points(after - before));

    private static Markup Loss(string name, double before, double after) =>
        Row(name, NumberFormat.Loss(before), NumberFormat.Loss(after), NumberFormat.LossDifference(after - before));

    private static Markup Row(string name, string before, string after, string difference) => Markup.Of(
        $"<tr><th scope=\"row\" class=\"text\">{name}</th><td>{before}</td><td>{after}</td><td>{difference}</td></tr>");
}
