using DigitEngine.Persistence;

namespace DigitReports;

/// <summary>What all pages have: head, contents, sections, foot. Every tag is closed, so that it is well-formed XML as well.</summary>
internal static class Page
{
    /// <summary>By this a page of ours is known, of whatever version.</summary>
    public const string GeneratorTag = "<meta name=\"generator\" content=\"MlNetDigits ";

    private const string StyleName = "report.css";

    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>A whole page.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="kind">What kind of page it is, in a word or two.</param>
    /// <param name="lead">What stands under the title.</param>
    /// <param name="sections">The rest, in order; those without content are left out.</param>
    public static Markup Write(string title, string kind, Markup lead, IEnumerable<Section> sections)
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
            <p>Written by MlNetDigits {LibraryVersion.Text}. This file needs no other: it may be moved, mailed, printed and opened without a network.</p>
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
