using System.Globalization;
using DigitReports.Charts;

namespace DigitReports.Sections;

/// <summary>The number of images of each digit, by part of the data.</summary>
internal static class LabelsSection
{
    public static Section Of(ReportContent content)
    {
        int[] tested = new int[content.Answers.ClassCount];
        for (int i = 0; i < content.Answers.Count; i++)
        {
            tested[content.Answers.Label(i)]++;
        }

        LabelCounts[] parts = [.. content.TrainingLabels.Where(part => part.Counts.Any(count => count > 0)), new() { Part = "test", Counts = tested }];
        return new("labels", "Images of each digit", Markup.Of($"""
            <div class="pair">
            <figure>
            {Key(parts)}
            {LabelChart.Draw("label-counts", parts)}
            </figure>
            <div class="wide" role="region" aria-label="Images of each digit" tabindex="0">
            <table class="figures">
            <thead><tr><th scope="col">digit</th>{parts.Select(part => Markup.Of($"<th scope=\"col\">{part.Part}</th>"))}</tr></thead>
            <tfoot><tr><th scope="row">all</th>{parts.Select(part => Markup.Of($"<td>{NumberFormat.Count(part.Counts.Sum(count => (long)count))}</td>"))}</tr></tfoot>
            <tbody>
            {Markup.Lines(Enumerable.Range(0, tested.Length).Select(digit => Row(digit, parts)))}
            </tbody>
            </table>
            </div>
            </div>
            """));
    }

    private static Markup Key(LabelCounts[] parts) => parts.Length == 1 ? Markup.Empty : Markup.Of($"""
        <p class="legend">{parts.Select((part, i) => Markup.Of($"<span class=\"swatch part{i}\"></span><span>{part.Part}</span>"))}<span class="order">(from bottom to top)</span></p>
        """);

    private static Markup Row(int digit, LabelCounts[] parts) => Markup.Of(
        $"<tr><th scope=\"row\">{digit.ToString(CultureInfo.InvariantCulture)}</th>{parts.Select(part => Markup.Of($"<td>{NumberFormat.Count(part.Counts[digit])}</td>"))}</tr>");
}
