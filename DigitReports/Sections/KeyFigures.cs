using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>The figures that matter most, each with what it means.</summary>
internal static class Headline
{
    public static Markup Draw(ReportContent content, MulticlassMetrics metrics)
    {
        long wrong = WrongOf(metrics);
        CoveragePoint surest = metrics.Coverage.First(point => point.Coverage == 0.95);
        string of = content.TestName is null ? "" : $" of {content.TestName}";
        return Markup.Of($"""
            <p class="lead">{Figures.Count(metrics.Count - wrong)} of {Figures.Counted(metrics.Count, "test image")}{of} read right.</p>
            {(content.TestFingerprint is string print && print == content.Manifest?.Training?.DataFingerprint
                ? Markup.Of($"<p class=\"warning\">These images are what this model was trained with: it knows most of them.</p>")
                : Markup.Empty)}
            <dl class="tiles">
            <div class="first"><dt>Accuracy</dt><dd>{Figures.Percent(metrics.MicroAccuracy)}</dd><dd class="note">{Figures.Range(WilsonInterval.Of(metrics.MicroAccuracy, metrics.Count))} with 95 % confidence</dd></div>
            <div><dt>Misread</dt><dd>{Figures.Count(wrong)}</dd><dd class="note">of {Figures.Counted(metrics.Count, "image")}</dd></div>
            <div><dt>Mean over digits</dt><dd>{Figures.Percent(metrics.MacroAccuracy)}</dd><dd class="note">each digit counts the same, however rare</dd></div>
            <div><dt>Among the best two</dt><dd>{Figures.Percent(metrics.TopKAccuracy(2))}</dd><dd class="note">the answer or the one after it is right</dd></div>
            <div><dt>Surest 95 %</dt><dd>{Figures.Percent(surest.Accuracy)}</dd><dd class="note">accuracy with the least sure 5 % left to a person</dd></div>
            <div><dt>Calibration error</dt><dd>{Figures.Percent(metrics.ExpectedCalibrationError)}</dd><dd class="note">by how much confidence and accuracy differ</dd></div>
            <div><dt>Log-loss</dt><dd>{Figures.Loss(metrics.LogLoss)}</dd><dd class="note">Brier score {Figures.Loss(metrics.BrierScore)}</dd></div>
            </dl>
            """);
    }

    /// <summary>How many images are misread: counted, not computed from a rounded share.</summary>
    public static long WrongOf(MulticlassMetrics metrics) =>
        metrics.Count - (long)Enumerable.Range(0, metrics.PerClass.Count).Sum(digit => metrics.ConfusionMatrix.Counts[digit][digit]);
}
