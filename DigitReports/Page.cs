using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitReports.Sections;

namespace DigitReports;

/// <summary>A part of a page; one without content is left out.</summary>
/// <param name="Id">Its anchor within the page.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Content">Its content.</param>
internal readonly record struct Section(string Id, string Title, Markup Content);

/// <summary>Whole pages: head, contents, sections, footer. Every tag is closed, so a page is well-formed XML too.</summary>
internal static class Page
{
    /// <summary>Marks a report of any version.</summary>
    public const string GeneratorTag = "<meta name=\"generator\" content=\"MlNetDigits ";

    private const string StyleName = "report.css";

    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>The page about one model: first its mistakes, then how far to trust it, then how it was made.</summary>
    public static Markup OfRun(ReportContent content)
    {
        MulticlassMetrics metrics = content.Answers.ToMetrics();
        return Write(
            content.Name,
            "report",
            KeyFigures.Draw(content, metrics),
            [
                BaselineSection.Of(content, metrics),
                MistakesSection.Of(content),
                ConfusionSection.Of(metrics),
                ClassSection.Of(metrics),
                SlicesSection.Of(content.Slices),
                ConfidenceSection.Of(content, metrics),
                CorrectSamples.Of(content),
                LearningSection.Of(content),
                LabelsSection.Of(content),
                Provenance.Of(content),
            ]);
    }

    /// <summary>The page that compares two models.</summary>
    public static Markup OfComparison(ReportContent before, ReportContent after)
    {
        Comparison comparison = new(before, after);
        return Write(
            $"{before.Name} and {after.Name}",
            "comparison",
            ComparisonSummary.Draw(before, after, comparison),
            [
                ComparisonSummary.FiguresOf(comparison),
                .. ChangesSection.Of(before, after, comparison),
                ConfusionSection.Of(comparison),
                LearningSection.Of(before, after),
                Provenance.Of(before, after),
            ]);
    }

    /// <param name="title">What the page is about.</param>
    /// <param name="kind">The kind of page, in a word or two.</param>
    /// <param name="lead">The content below the title.</param>
    /// <param name="sections">The rest, in order.</param>
    private static Markup Write(string title, string kind, Markup lead, IEnumerable<Section> sections)
    {
        Section[] shown = [.. sections.Where(section => !section.Content.IsEmpty)];
        Markup generator = Markup.OfConstant(GeneratorTag);
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            {generator}{LibraryVersion.Text}" />
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="referrer" content="no-referrer" />
            <link rel="icon" href="data:," />
            <title>{title} · {kind}</title>
            <style>
            {Markup.OfConstant(Style.Value)}</style>
            </head>
            <body>
            <header>
            <p class="kind">MlNetDigits · {kind}</p>
            <h1>{title}</h1>
            {lead}
            <nav aria-label="Sections"><ul>{shown.Select(section => Markup.Of($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>"))}</ul></nav>
            </header>
            <main>
            {Markup.Lines(shown.Select(Write))}
            </main>
            <footer>
            <p>Written by MlNetDigits {LibraryVersion.Text}. This file needs no other file: it can be moved, mailed, printed and opened without a network.</p>
            </footer>
            </body>
            </html>

            """);
    }

    private static Markup Write(Section section) => Markup.Of($"""
        <section id="{section.Id}" aria-labelledby="{section.Id}-title">
        <h2 id="{section.Id}-title">{section.Title}</h2>
        {section.Content}
        </section>
        """);

    private static string ReadStyle()
    {
        using Stream stream = typeof(Page).Assembly.GetManifestResourceStream(StyleName)
            ?? throw new InvalidOperationException($"The library was built without {StyleName}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
