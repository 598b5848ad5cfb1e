using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>The changes since an earlier evaluation.</summary>
internal static class BaselineSection
{
    public static Section Of(ReportContent content, MulticlassMetrics now) => content.Baseline is null
        ? default
        : new("baseline", $"Since {content.BaselineName ?? "before"}", Draw(content.Baseline, now));

    private static Markup Draw(BaselineMetrics before, MulticlassMetrics now)
    {
        string verdict = before.IsBetterThan(now) ? "The accuracy is significantly worse" : "The accuracy is not significantly worse";
        return Markup.Of($"""
            <p class="verdict">{verdict} <span class="note">({NumberFormat.PValue(before.AccuracyDropPValue(now))}, one-sided Fisher’s exact test at 5 %)</span></p>
            <div class="wide" role="region" aria-label="Then and now" tabindex="0">
            <table class="figures">
            <thead><tr><th scope="col" class="text"></th><th scope="col">before</th><th scope="col">now</th><th scope="col">difference</th></tr></thead>
            <tbody>
            <tr><th scope="row" class="text">images</th><td>{NumberFormat.Count(before.Count)}</td><td>{NumberFormat.Count(now.Count)}</td><td></td></tr>
            {Share("accuracy", before.MicroAccuracy, now.MicroAccuracy)}
            {Share("mean over digits", before.MacroAccuracy, now.MacroAccuracy)}
            <tr><th scope="row" class="text">log-loss</th><td>{NumberFormat.Loss(before.LogLoss)}</td><td>{NumberFormat.Loss(now.LogLoss)}</td><td>{NumberFormat.LossDifference(now.LogLoss - before.LogLoss)}</td></tr>
            {Share("calibration error", before.ExpectedCalibrationError, now.ExpectedCalibrationError)}
            {Markup.Lines(now.PerClass.Select(digit => Share($"recall of {digit.Label}", before.PerClassRecall[digit.Label], digit.Support == 0 ? double.NaN : digit.Recall)))}
            </tbody>
            </table>
            </div>
            """);
    }

    private static Markup Share(string name, double before, double now) => Markup.Of(
        $"<tr><th scope=\"row\" class=\"text\">{name}</th><td>{NumberFormat.Percent(before)}</td><td>{NumberFormat.Percent(now)}</td><td>{NumberFormat.Points(now - before)}</td></tr>");
}
