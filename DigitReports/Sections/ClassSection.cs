using DigitEngine.Evaluation;
using DigitReports.Charts;

namespace DigitReports.Sections;

/// <summary>Precision, recall and F1 of each digit.</summary>
internal static class ClassSection
{
    public static Section Of(MulticlassMetrics metrics)
    {
        (double Low, double High)[] intervals = [.. metrics.PerClass.Select(digit =>
            digit.Support == 0 ? (double.NaN, double.NaN) : WilsonInterval.Of(digit.Recall, digit.Support))];
        IntervalStrip strip = new(intervals.Where(interval => !double.IsNaN(interval.Low)).Min(interval => interval.Low));
        return new("digits", "Digit by digit", Markup.Of($"""
            <div class="wide" role="region" aria-label="Digit by digit" tabindex="0">
            <table class="figures">
            <caption>Precision: the share of right answers among all answers of this digit. Recall: the share of the digit’s images that were read right, with its 95 % interval. F1: the harmonic mean of both.</caption>
            <thead><tr><th scope="col">digit</th><th scope="col">images</th><th scope="col">precision</th><th scope="col">F1</th><th scope="col">recall</th><th scope="col" class="drawn"><span>{NumberFormat.ShortPercent(strip.Ends.Low)}</span> <span>{NumberFormat.ShortPercent(strip.Ends.High)}</span></th><th scope="col">95 % interval</th></tr></thead>
            <tbody>
            {Markup.Lines(metrics.PerClass.Zip(intervals, (digit, interval) => Row(digit, interval, strip, metrics.ConfusionMatrix)))}
            </tbody>
            </table>
            </div>
            """));
    }

    private static Markup Row(ClassMetrics digit, (double Low, double High) interval, IntervalStrip strip, ConfusionMatrix matrix)
    {
        // A share of no images, or of no answers, does not exist: 0 would look like a failure.
        bool answered = matrix.Counts.Any(row => row[digit.Label] > 0);
        bool occurs = digit.Support > 0;
        return Markup.Of($"""
            <tr><th scope="row">{digit.Label}</th><td>{NumberFormat.Count(digit.Support)}</td><td>{(answered ? NumberFormat.Percent(digit.Precision) : NumberFormat.None)}</td><td>{(answered || occurs ? NumberFormat.Percent(digit.F1) : NumberFormat.None)}</td><td>{(occurs ? NumberFormat.Percent(digit.Recall) : NumberFormat.None)}</td><td class="drawn">{strip.Draw(digit.Recall, interval)}</td><td class="range">{NumberFormat.PercentRange(interval)}</td></tr>
            """);
    }
}
