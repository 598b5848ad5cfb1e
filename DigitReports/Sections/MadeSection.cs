namespace DigitReports.Sections;

/// <summary>How the model was made, and how to make it again.</summary>
internal static class MadeSection
{
    public static Section Of(ReportContent content)
    {
        IReadOnlyList<(string Name, string Value)> settings = Settings.Of(content);
        return new("made", "How it was made", settings.Count == 0 ? Markup.Empty : Markup.Of($"""
            <dl class="settings">
            {Markup.Lines(settings.Select(setting => Markup.Of($"<div><dt>{setting.Name}</dt><dd>{setting.Value}</dd></div>")))}
            </dl>
            {(content.Manifest?.Training?.Command is string command
                ? Markup.Of($"<h3>To train it again</h3>\n<pre><code>{command}</code></pre>")
                : Markup.Empty)}
            """));
    }
}
