using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>Which digits are taken for which.</summary>
internal static class ConfusionSection
{
    private const int MostFrequent = 8;

    public static Section Of(MulticlassMetrics metrics) => new("confusions", "Confusions", Markup.Of($"""
        <div class="beside">
        {ConfusionTable.Draw(metrics.ConfusionMatrix, "Images by what they are and what they were read as")}
        {Frequent(metrics.ConfusionMatrix)}
        </div>
        {ConfusionTable.Legend()}
        """));

    private static Markup Frequent(ConfusionMatrix matrix)
    {
        (int Actual, int Predicted, double Count)[] all =
            [.. Errors(matrix).OrderByDescending(error => error.Count).ThenBy(error => (error.Actual, error.Predicted))];
        return all.Length == 0 ? Markup.Empty : Markup.Of($"""
            <div class="frequent">
            <h3>Most often</h3>
            <ol>
            {Markup.Lines(all.Take(MostFrequent).Select(error => Markup.Of(
                $"<li><span>{error.Actual} → <b>{error.Predicted}</b></span> <span>{Figures.Counted((long)error.Count, "time")}</span></li>")))}
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
