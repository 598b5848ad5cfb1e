using DigitEngine.Evaluation;

namespace DigitReports.Charts;

/// <summary>A reliability diagram: accuracy by confidence, above the number of images in each bin.</summary>
internal static class ReliabilityChart
{
    private const double BarsTop = 232;
    private const double BarsBottom = 284;

    private static readonly Frame Field = new() { Bottom = 204, Height = 326 };

    public static Markup Draw(string id, MulticlassMetrics metrics)
    {
        LinearScale confidence = LinearScale.Exact(0, 1, Frame.Left, Field.Right, 6);
        LinearScale accuracy = LinearScale.Exact(0, 1, Field.Bottom, Frame.Top, 6);
        ReliabilityBin[] bins = [.. metrics.Reliability.Where(bin => bin.Count > 0)];
        return Field.Draw(
            id,
            "Accuracy by confidence",
            $"Expected calibration error {NumberFormat.Percent(metrics.ExpectedCalibrationError)}. The figures of each bin are in the table below.",
            Markup.Of($"""
                {Field.Rows(accuracy, NumberFormat.ShortPercent)}
                <path class="reference" d="M{confidence.Map(0)} {accuracy.Map(0)}L{confidence.Map(1)} {accuracy.Map(1)}" />
                <text class="tick" x="{confidence.Map(0.03)}" y="{accuracy.Map(0.93)}">more right</text>
                <text class="tick" x="{confidence.Map(0.03)}" y="{accuracy.Map(0.93) + Frame.LineHeight}">than sure</text>
                <text class="tick" x="{confidence.Map(0.98)}" y="{accuracy.Map(0.03) - Frame.LineHeight}" text-anchor="end">more sure</text>
                <text class="tick" x="{confidence.Map(0.98)}" y="{accuracy.Map(0.03)}" text-anchor="end">than right</text>
                {Markup.Lines(bins.Select(bin => Point(bin, confidence, accuracy)))}
                {Bars(metrics.Reliability, confidence)}
                {Field.Columns(confidence, NumberFormat.ShortPercent, "confidence", BarsBottom)}
                """));
    }

    /// <summary>The accuracy of a bin with its 95 % interval.</summary>
    private static Markup Point(ReliabilityBin bin, Scale confidence, Scale accuracy)
    {
        (double low, double high) = WilsonInterval.Of(bin.Accuracy, bin.Count);
        double x = confidence.Map(bin.MeanConfidence);
        return Markup.Of(
            $"<path class=\"whisker\" d=\"M{x} {accuracy.Map(low)}V{accuracy.Map(high)}\" /><circle class=\"dot a\" cx=\"{x}\" cy=\"{accuracy.Map(bin.Accuracy)}\" r=\"4\" />");
    }

    /// <summary>The number of images in each bin, on a logarithmic scale because most are in the last one.</summary>
    private static Markup Bars(IReadOnlyList<ReliabilityBin> bins, Scale confidence)
    {
        double most = Math.Log(1 + bins.Max(bin => bin.Count));
        return Markup.Lines(bins.Where(bin => bin.Count > 0).Select(bin =>
        {
            double left = confidence.Map(bin.Above) + 1;
            double right = confidence.Map(bin.UpTo) - 1;
            double top = BarsBottom - (Math.Log(1 + bin.Count) / most * (BarsBottom - BarsTop - 14));

            // The last bin has the longest number, and space only on its left.
            bool last = bin.UpTo == 1;
            return Markup.Of(
                $"<rect class=\"bar\" x=\"{left}\" y=\"{top}\" width=\"{right - left}\" height=\"{BarsBottom - top}\" /><text class=\"small\" x=\"{(last ? right + 1 : (left + right) / 2)}\" y=\"{top - 4}\" text-anchor=\"{(last ? "end" : "middle")}\">{NumberFormat.Count(bin.Count)}</text>");
        }));
    }
}
