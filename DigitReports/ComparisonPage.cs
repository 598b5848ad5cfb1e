using DigitReports.Sections;

namespace DigitReports;

/// <summary>The page about two models.</summary>
internal static class ComparisonPage
{
    public static Markup Write(ReportContent before, ReportContent after)
    {
        Comparison comparison = new(before, after);
        return Page.Write(
            $"{before.Name} and {after.Name}",
            "comparison",
            VerdictSection.Lead(before, after, comparison),
            [
                FiguresSection.Of(comparison),
                .. ChangesSection.Of(before, after, comparison),
                MatricesSection.Of(comparison),
                LearningSection.Of(before, after),
                SettingsSection.Of(before, after),
            ]);
    }
}
