using System.Globalization;
using DigitEngine.Evaluation;
using DigitReports.Charts;

namespace DigitReports.Sections;

/// <summary>Whether confidence and accuracy agree, and what is gained by leaving out the least sure answers.</summary>
internal static class ConfidenceSection
{
    public static Section Of(ReportContent content, MulticlassMetrics metrics) => new("confidence", "Confidence", Markup.Of($"""
        <div class="pair">
        <figure>
        <figcaption><h3>Calibration</h3><p>Accuracy by confidence, with 95 % intervals; on the line both agree. Below, the number of images on a logarithmic scale.</p></figcaption>
        {ReliabilityChart.Draw("reliability", metrics)}
        {ReliabilityTable(metrics)}
        </figure>
        <figure>
        <figcaption><h3>Without the least sure answers</h3><p>Accuracy of the surest answers, by their share of all answers. The area under the risk-coverage curve (AURC) is {NumberFormat.SmallNumber(metrics.RiskCoverageArea)}.</p></figcaption>
        {CoverageChart.Draw("coverage", content.Answers, metrics)}
        {CoverageTable(metrics)}
        </figure>
        </div>
        """));

    private static Markup ReliabilityTable(MulticlassMetrics metrics) => Markup.Of($"""
        <details><summary>The figures</summary>
        <table class="figures">
        <thead><tr><th scope="col">confidence</th><th scope="col">images</th><th scope="col">mean</th><th scope="col">accuracy</th><th scope="col">difference</th></tr></thead>
        <tbody>
        {Markup.Lines(metrics.Reliability.Where(bin => bin.Count > 0).Select(bin => Markup.Of(
            $"<tr><th scope=\"row\">{Bounds(bin)}</th><td>{NumberFormat.Count(bin.Count)}</td><td>{NumberFormat.Percent(bin.MeanConfidence)}</td><td>{NumberFormat.Percent(bin.Accuracy)}</td><td>{NumberFormat.Points(bin.Accuracy - bin.MeanConfidence)}</td></tr>")))}
        </tbody>
        </table>
        </details>
        """);

    private static Markup CoverageTable(MulticlassMetrics metrics) => Markup.Of($"""
        <details><summary>The figures</summary>
        <table class="figures">
        <thead><tr><th scope="col">surest</th><th scope="col">images</th><th scope="col">accuracy</th></tr></thead>
        <tbody>
        {Markup.Lines(metrics.Coverage.Select(point => Markup.Of(
            $"<tr><th scope=\"row\">{NumberFormat.ShortPercent(point.Coverage)}</th><td>{NumberFormat.Count(point.Count)}</td><td>{NumberFormat.Percent(point.Accuracy)}</td></tr>")))}
        </tbody>
        </table>
        </details>
        """);

    private static string Bounds(ReliabilityBin bin) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * bin.Above:F1} – {100 * bin.UpTo:F1} %");
}
