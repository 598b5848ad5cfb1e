using DigitEngine.Data;
using DigitEngine.Evaluation;

namespace DigitReports.Sections;

/// <summary>The images that two models read differently.</summary>
internal static class ChangesSection
{
    /// <summary>The most images shown.</summary>
    private const int Most = 48;

    public static IEnumerable<Section> Of(ReportContent before, ReportContent after, Comparison comparison)
    {
        if (comparison.Pairs is not PairedComparison pairs)
        {
            return [];
        }

        TestSet? test = before.Test ?? after.Test;
        return
        [
            new("gained", "Right in B alone", Draw(pairs.Gained, "that A misread", before.Answers, after.Answers, test)),
            new("lost", "Right in A alone", Draw(pairs.Lost, "that B misreads", before.Answers, after.Answers, test)),
            new("otherwise", "Misread differently", Draw(pairs.ReadOtherwise, "that both misread, each differently", before.Answers, after.Answers, test)),
        ];
    }

    private static Markup Draw(IReadOnlyList<int> images, string what, TestPredictions before, TestPredictions after, TestSet? test)
    {
        if (images.Count == 0)
        {
            return Markup.Of($"<p>None.</p>");
        }

        // The wrong answers of highest confidence come first.
        int[] shown = [.. images
            .OrderByDescending(i => Math.Max(before.IsRight(i) ? 0 : before.Confidence(i), after.IsRight(i) ? 0 : after.Confidence(i)))
            .ThenBy(i => i)
            .Take(Most)];
        string some = images.Count > Most ? $", of which the {Most} surest are shown" : "";
        return Markup.Of($"""
            <p>{NumberFormat.Counted(images.Count, "image")} {what}{some}.</p>
            {(test is null ? Rows(before, after, shown) : Markup.Of($"""
                <ul class="digits both">
                {Markup.Lines(shown.Select(i => AnswerFigure.Both(before, after, test, i)))}
                </ul>
                """))}
            """);
    }

    /// <summary>A table, for when there are no pictures.</summary>
    private static Markup Rows(TestPredictions before, TestPredictions after, int[] images) => Markup.Of($"""
        <div class="wide" role="region" aria-label="Answers that changed" tabindex="0">
        <table class="figures">
        <thead><tr><th scope="col">position in the file</th><th scope="col">true digit</th><th scope="col">A read</th><th scope="col">confidence</th><th scope="col">B read</th><th scope="col">confidence</th></tr></thead>
        <tbody>
        {Markup.Lines(images.Select(i => Markup.Of(
            $"<tr><th scope=\"row\">{NumberFormat.Count(before.Position(i) + 1L)}</th><td>{before.Label(i)}</td><td>{before.Predicted(i)}</td><td>{NumberFormat.Confidence(before.Confidence(i))}</td><td>{after.Predicted(i)}</td><td>{NumberFormat.Confidence(after.Confidence(i))}</td></tr>")))}
        </tbody>
        </table>
        </div>
        """);
}
