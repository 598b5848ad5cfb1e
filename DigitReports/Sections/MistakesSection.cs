namespace DigitReports.Sections;

/// <summary>What was misread, the surest answers first: those mistakes that no threshold would catch.</summary>
internal static class MistakesSection
{
    /// <summary>More than anybody looks through.</summary>
    private const int Most = 60;

    public static Section Of(ReportContent content) => new("mistakes", "Mistakes", Draw(content));

    private static Markup Draw(ReportContent content)
    {
        int[] wrong = [.. Enumerable.Range(0, content.Answers.Count)
            .Where(i => !content.Answers.IsRight(i))
            .OrderByDescending(content.Answers.Confidence)
            .ThenBy(i => i)];
        if (wrong.Length == 0)
        {
            return Markup.Of($"<p>None: every one of the {Figures.Counted(content.Answers.Count, "image")} was read right.</p>");
        }

        if (content.Test is null)
        {
            return Markup.Empty;
        }

        string which = wrong.Length == 1 ? "The one misread image"
            : wrong.Length > Most ? $"The {Most} surest of {Figures.Counted(wrong.Length, "misread image")}"
            : $"All {Figures.Counted(wrong.Length, "misread image")}";
        return Markup.Of($"""
            <p>{which}: what it is → what was read, and how surely. The surest come first: no threshold would catch them. The number is the image’s place in its file.</p>
            <ul class="digits">
            {Markup.Lines(wrong.Take(Most).Select(i => AnswerFigure.Wrong(content.Answers, content.Test, i)))}
            </ul>
            """);
    }
}
