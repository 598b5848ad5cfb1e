using System.Globalization;

namespace DigitReports.Sections;

/// <summary>Some of the images that were read correctly: of each digit, from the least sure answer to the surest.</summary>
internal static class CorrectSamples
{
    private const int PerDigit = 10;

    public static Section Of(ReportContent content) => new("right", "Read right", Draw(content));

    private static Markup Draw(ReportContent content)
    {
        if (content.Test is null)
        {
            return Markup.Empty;
        }

        ILookup<int, int> right = Enumerable.Range(0, content.Answers.Count)
            .Where(content.Answers.IsRight)
            .OrderBy(content.Answers.Confidence)
            .ThenBy(i => i)
            .ToLookup(content.Answers.Label);
        Markup[] rows = [.. Enumerable.Range(0, content.Answers.ClassCount)
            .Where(right.Contains)
            .Select(digit => Row(content, digit, [.. right[digit]]))];
        return rows.Length == 0 ? Markup.Empty : Markup.Of($"""
            <p>Up to {PerDigit} images of each digit that were read right, spread evenly from the least sure answer to the surest.</p>
            <div class="rights">
            {Markup.Lines(rows)}
            </div>
            """);
    }

    private static Markup Row(ReportContent content, int digit, int[] all)
    {
        int shown = Math.Min(PerDigit, all.Length);
        IEnumerable<int> chosen = Enumerable.Range(0, shown).Select(i =>
            all[shown == 1 ? 0 : (int)((long)i * (all.Length - 1) / (shown - 1))]);
        return Markup.Of($"""
            <h3>{digit.ToString(CultureInfo.InvariantCulture)}</h3>
            <ul class="digits small">
            {Markup.Lines(chosen.Select(i => AnswerFigure.Right(content.Answers, content.Test!, i)))}
            </ul>
            """);
    }
}
