using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>The most important figures, each with its meaning.</summary>
internal static class KeyFigures
{
    public static Markup Draw(ReportContent content, MulticlassMetrics metrics)
    {
        long wrong = CountErrors(metrics);
        CoveragePoint surest = metrics.Coverage.First(point => point.Coverage == 0.95);
        string of = content.TestName is null ? "" : $" of {content.TestName}";
        return Markup.Of($"""
            <p class="lead">{NumberFormat.Count(metrics.Count - wrong)} of {NumberFormat.Counted(metrics.Count, "test image")}{of} read right.</p>
            {(content.Overlap is { IsSubstantial: true } overlap
                ? Markup.Of($"<p class=\"warning\">Warning: {OverlapText.Of(overlap)}.</p>")
                : Markup.Empty)}
            <dl class="tiles">
            <div class="first"><dt>Accuracy</dt><dd>{NumberFormat.Percent(metrics.MicroAccuracy)}</dd><dd class="note"><span class="number">{NumberFormat.PercentRange(WilsonInterval.Of(metrics.MicroAccuracy, metrics.Count))}</span> with 95 % confidence</dd></div>
            <div><dt>Misread</dt><dd>{NumberFormat.Count(wrong)}</dd><dd class="note">of {NumberFormat.Counted(metrics.Count, "image")}</dd></div>
            <div><dt>Mean over digits</dt><dd>{NumberFormat.Percent(metrics.MacroAccuracy)}</dd><dd class="note">every digit counts the same, however rare</dd></div>
            <div><dt>Among the best two</dt><dd>{NumberFormat.Percent(metrics.TopKAccuracy(2))}</dd><dd class="note">the first or the second answer is right</dd></div>
            <div><dt>Surest 95 %</dt><dd>{NumberFormat.Percent(surest.Accuracy)}</dd><dd class="note">accuracy if the least sure 5 % are left to a person</dd></div>
            <div><dt>Calibration error</dt><dd>{NumberFormat.Percent(metrics.ExpectedCalibrationError)}</dd><dd class="note">how far confidence and accuracy differ</dd></div>
            <div><dt>Log-loss</dt><dd>{NumberFormat.Loss(metrics.LogLoss)}</dd><dd class="note">Brier score {NumberFormat.Loss(metrics.BrierScore)}</dd></div>
            </dl>
            """);
    }

    /// <summary>The number of misread images, counted in the confusion matrix and not computed from a rounded share.</summary>
    public static long CountErrors(MulticlassMetrics metrics) =>
        metrics.Count - (long)Enumerable.Range(0, metrics.PerClass.Count).Sum(digit => metrics.ConfusionMatrix.Counts[digit][digit]);
}
