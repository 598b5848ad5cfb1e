using DigitEngine.Evaluation;
using DigitReports.Charts;

namespace DigitReports.Sections;

/// <summary>The accuracy on each slice of the images.</summary>
internal static class SlicesSection
{
    public static Section Of(SlicedMetrics? slices) =>
        slices is null ? default : new("slices", $"By {slices.Column}", Draw(slices));

    private static Markup Draw(SlicedMetrics slices)
    {
        SliceMetrics[] rows = [new("all", slices.All), .. slices.Slices];
        IntervalStrip strip = new(rows.Min(row => IntervalOf(row.Metrics).Low));
        return Markup.Of($"""
            <div class="wide" role="region" aria-label="By {slices.Column}" tabindex="0">
            <table class="figures">
            <caption>Accuracy with its 95 % interval, and its difference from that of all images. With few images, a calibration error is mostly chance.</caption>
            <thead><tr><th scope="col" class="text">{slices.Column}</th><th scope="col">images</th><th scope="col">accuracy</th><th scope="col">difference</th><th scope="col">log-loss</th><th scope="col">calibration error</th><th scope="col" class="drawn"><span>{NumberFormat.ShortPercent(strip.Ends.Low)}</span> <span>{NumberFormat.ShortPercent(strip.Ends.High)}</span></th><th scope="col">95 % interval</th></tr></thead>
            <tbody>
            {Markup.Lines(rows.Select((row, i) => Row(i == 0 ? "all images" : NameOf(row), row.Metrics, slices.All, strip)))}
            </tbody>
            </table>
            </div>
            """);
    }

    private static Markup Row(string name, MulticlassMetrics slice, MulticlassMetrics all, IntervalStrip strip) => Markup.Of($"""
        <tr><th scope="row" class="text">{name}</th><td>{NumberFormat.Count(slice.Count)}</td><td>{NumberFormat.Percent(slice.MicroAccuracy)}</td><td>{NumberFormat.Points(slice.MicroAccuracy - all.MicroAccuracy)}</td><td>{NumberFormat.Loss(slice.LogLoss)}</td><td>{NumberFormat.Percent(slice.ExpectedCalibrationError)}</td><td class="drawn">{strip.Draw(slice.MicroAccuracy, IntervalOf(slice))}</td><td class="range">{NumberFormat.PercentRange(IntervalOf(slice))}</td></tr>
        """);

    private static string NameOf(SliceMetrics slice) => slice.Name.Length == 0 ? "(empty)" : slice.Name;

    private static (double Low, double High) IntervalOf(MulticlassMetrics metrics) => WilsonInterval.Of(metrics.MicroAccuracy, metrics.Count);
}
