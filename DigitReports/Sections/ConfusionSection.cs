using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>Which digits are mistaken for which.</summary>
internal static class ConfusionSection
{
    private const int MostFrequent = 8;

    /// <summary>One model.</summary>
    public static Section Of(MulticlassMetrics metrics) => new("confusions", "Confusions", Markup.Of($"""
        <div class="beside">
        {ConfusionTable.Draw(metrics.ConfusionMatrix, "Images by true digit and by digit read")}
        {FrequentErrors(metrics.ConfusionMatrix)}
        </div>
        {ConfusionTable.Legend()}
        """));

    /// <summary>Two models, and what changed from the first to the second.</summary>
    public static Section Of(Comparison comparison)
    {
        bool sameCounts = comparison.Before.PerClass.Zip(comparison.After.PerClass).All(pair => pair.First.Support == pair.Second.Support);
        string unit = sameCounts ? "images" : "percentage points of the row";
        return new("confusions", "Confusions", Markup.Of($"""
            {ConfusionTable.Difference(
                comparison.Before.ConfusionMatrix, comparison.After.ConfusionMatrix, $"B − A, in {unit}")}
            <p class="legend"><span>B is</span> <span class="key better1">better: more right or fewer wrong</span> <span class="key worse1">worse: fewer right or more wrong</span></p>
            <div class="pair">
            {ConfusionTable.Draw(comparison.Before.ConfusionMatrix, "A, in images")}
            {ConfusionTable.Draw(comparison.After.ConfusionMatrix, "B, in images")}
            </div>
            {ConfusionTable.Legend()}
            """));
    }

    private static Markup FrequentErrors(ConfusionMatrix matrix)
    {
        (int Actual, int Predicted, double Count)[] all =
            [.. Errors(matrix).OrderByDescending(error => error.Count).ThenBy(error => (error.Actual, error.Predicted))];
        return all.Length == 0 ? Markup.Empty : Markup.Of($"""
            <div class="frequent">
            <h3>Most often</h3>
            <ol>
            {Markup.Lines(all.Take(MostFrequent).Select(error => Markup.Of(
                $"<li><span>{error.Actual} → <b>{error.Predicted}</b></span> <span>{NumberFormat.Counted((long)error.Count, "time")}</span></li>")))}
            </ol>
            </div>
            """);
    }

    private static IEnumerable<(int Actual, int Predicted, double Count)> Errors(ConfusionMatrix matrix) =>
        from actual in Enumerable.Range(0, matrix.NumberOfClasses)
        from predicted in Enumerable.Range(0, matrix.NumberOfClasses)
        where actual != predicted && matrix.Counts[actual][predicted] > 0
        select (actual, predicted, matrix.Counts[actual][predicted]);
}
