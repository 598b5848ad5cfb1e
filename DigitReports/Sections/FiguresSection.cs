using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>Two models' figures, and their differences.</summary>
internal static class FiguresSection
{
    public static Section Of(Comparison comparison)
    {
        MulticlassMetrics before = comparison.Before;
        MulticlassMetrics after = comparison.After;
        return new("figures", "Figures", Markup.Of($"""
            <div class="pair">
            {Table("The whole", Markup.Of($"""
                {Row("images", Figures.Count(before.Count), Figures.Count(after.Count), Figures.CountDifference(after.Count - before.Count))}
                {Row("misread", Figures.Count(Headline.WrongOf(before)), Figures.Count(Headline.WrongOf(after)), Figures.CountDifference(Headline.WrongOf(after) - Headline.WrongOf(before)))}
                {Share("accuracy", before.MicroAccuracy, after.MicroAccuracy)}
                {Share("mean over digits", before.MacroAccuracy, after.MacroAccuracy)}
                {Share("among the best two", before.TopKAccuracy(2), after.TopKAccuracy(2))}
                {Loss("log-loss", before.LogLoss, after.LogLoss)}
                {Loss("Brier score", before.BrierScore, after.BrierScore)}
                {Share("calibration error", before.ExpectedCalibrationError, after.ExpectedCalibrationError)}
                {before.Coverage.Zip(after.Coverage, (one, other) => Share($"surest {Figures.ShortPercent(one.Coverage)}", one.Accuracy, other.Accuracy)).Skip(1)}
                """))}
            {Table("Recall of each digit", Markup.Of($"""
                {before.PerClass.Zip(after.PerClass, (one, other) => Share($"{one.Label}", Recall(one), Recall(other)))}
                """))}
            </div>
            """));
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
        Row(name, Figures.Percent(before), Figures.Percent(after), Figures.Points(after - before));

    private static Markup Loss(string name, double before, double after) =>
        Row(name, Figures.Loss(before), Figures.Loss(after), Figures.LossDifference(after - before));

    private static Markup Row(string name, string before, string after, string difference) => Markup.Of(
        $"<tr><th scope=\"row\" class=\"text\">{name}</th><td>{before}</td><td>{after}</td><td>{difference}</td></tr>");
}
