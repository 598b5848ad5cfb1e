using DigitEngine.Evaluation;
using DigitReports.Sections;

namespace DigitReports;

/// <summary>The page about one model: first what it gets wrong, then how far to trust it, then where it comes from.</summary>
internal static class RunPage
{
    public static Markup Write(ReportContent content)
    {
        MulticlassMetrics metrics = content.Answers.ToMetrics();
        return Page.Write(
            content.Name,
            "report",
            Headline.Draw(content, metrics),
            [
                BaselineSection.Of(content, metrics),
                MistakesSection.Of(content),
                ConfusionSection.Of(metrics),
                ClassSection.Of(metrics),
                SlicesSection.Of(content.Slices),
                ConfidenceSection.Of(content, metrics),
                RightSection.Of(content),
                LearningSection.Of(content),
                LabelsSection.Of(content),
                MadeSection.Of(content),
            ]);
    }
}
