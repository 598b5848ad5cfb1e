namespace DigitReports.Sections;

/// <summary>The misread images, the surest answers first: those are the mistakes that no threshold would catch.</summary>
internal static class MistakesSection
{
    /// <summary>The most images shown.</summary>
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
            return Markup.Of($"<p>None: every one of the {NumberFormat.Counted(content.Answers.Count, "image")} was read right.</p>");
        }

        if (content.Test is null)
        {
            return Markup.Empty;
        }

        string which = wrong.Length == 1 ? "The one misread image"
            : wrong.Length > Most ? $"The {Most} surest of {NumberFormat.Counted(wrong.Length, "misread image")}"
            : $"All {NumberFormat.Counted(wrong.Length, "misread image")}";
        return Markup.Of($"""
            <p>{which}: true digit → digit read, and the confidence. The surest come first: no threshold would catch them. The number is the image’s position in its file.</p>
            <ul class="digits">
            {Markup.Lines(wrong.Take(Most).Select(i => AnswerFigure.Wrong(content.Answers, content.Test, i)))}
            </ul>
            """);
    }
}
