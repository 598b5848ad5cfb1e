namespace DigitReports.Sections;

/// <summary>Which digits two models take for which.</summary>
internal static class MatricesSection
{
    public static Section Of(Comparison comparison)
    {
        bool same = comparison.Before.PerClass.Zip(comparison.After.PerClass).All(pair => pair.First.Support == pair.Second.Support);
        string unit = same ? "images" : "points of the row’s percentage";
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
}
