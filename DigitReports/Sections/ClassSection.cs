using DigitEngine.Evaluation;
using DigitReports.Charts;

namespace DigitReports.Sections;

/// <summary>How well each digit is read.</summary>
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
            <caption>Precision: of what was read as the digit, the share that is it. Recall: of the digit’s images, the share that was read as it, and where it lies with 95 % confidence. F1: the harmonic mean of both.</caption>
            <thead><tr><th scope="col">digit</th><th scope="col">images</th><th scope="col">precision</th><th scope="col">F1</th><th scope="col">recall</th><th scope="col" class="drawn"><span>{Figures.ShortPercent(strip.Ends.Low)}</span> <span>{Figures.ShortPercent(strip.Ends.High)}</span></th><th scope="col">95 % interval</th></tr></thead>
            <tbody>
            {Markup.Lines(metrics.PerClass.Zip(intervals, (digit, interval) => Row(digit, interval, strip, metrics.ConfusionMatrix)))}
            </tbody>
            </table>
            </div>
            """));
    }

    private static Markup Row(ClassMetrics digit, (double Low, double High) interval, IntervalStrip strip, ConfusionMatrix matrix)
    {
        // What has no images, or was never answered, has no share of them: 0 would look like a failure.
        bool answered = matrix.Counts.Any(row => row[digit.Label] > 0);
        bool occurs = digit.Support > 0;
        return Markup.Of($"""
            <tr><th scope="row">{digit.Label}</th><td>{Figures.Count(digit.Support)}</td><td>{(answered ? Figures.Percent(digit.Precision) : Figures.None)}</td><td>{(answered || occurs ? Figures.Percent(digit.F1) : Figures.None)}</td><td>{(occurs ? Figures.Percent(digit.Recall) : Figures.None)}</td><td class="drawn">{strip.Draw(digit.Recall, interval)}</td><td class="range">{Figures.Range(interval)}</td></tr>
            """);
    }
}
