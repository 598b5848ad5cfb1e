namespace DigitReports.Sections;

/// <summary>How two models were made: first what differs.</summary>
internal static class SettingsSection
{
    public static Section Of(ReportContent before, ReportContent after)
    {
        IReadOnlyList<(string Name, string Value)> one = Settings.Of(before);
        IReadOnlyList<(string Name, string Value)> other = Settings.Of(after);
        (string Name, string A, string B)[] all = [.. one.Concat(other)
            .Select(setting => setting.Name)
            .Distinct()
            .Select(name => (name, ValueOf(one, name), ValueOf(other, name)))];
        if (all.Length == 0)
        {
            return default;
        }

        (string Name, string A, string B)[] different = [.. all.Where(setting => setting.A != setting.B)];
        return new("settings", "How they were made", Markup.Of($"""
            {(different.Length == 0 ? Markup.Of($"<p>All that is known of their making is the same.</p>") : Different(different))}
            <details><summary>What is the same</summary>
            <dl class="settings">
            {Markup.Lines(all.Except(different).Select(setting => Markup.Of($"<div><dt>{setting.Name}</dt><dd>{setting.A}</dd></div>")))}
            </dl>
            </details>
            """));
    }

    private static Markup Different((string Name, string A, string B)[] settings) => Markup.Of($"""
        <div class="wide" role="region" aria-label="Settings that differ" tabindex="0">
        <table class="figures texts">
        <caption>What differs</caption>
        <thead><tr><th scope="col" class="text">setting</th><th scope="col" class="text">A</th><th scope="col" class="text">B</th></tr></thead>
        <tbody>
        {Markup.Lines(settings.Select(setting => Markup.Of(
            $"<tr><th scope=\"row\" class=\"text\">{setting.Name}</th><td class=\"text\">{setting.A}</td><td class=\"text\">{setting.B}</td></tr>")))}
        </tbody>
        </table>
        </div>
        """);

    private static string ValueOf(IReadOnlyList<(string Name, string Value)> settings, string name)
    {
        foreach ((string own, string value) in settings)
        {
            if (own == name)
            {
                return value;
            }
        }

        return Figures.None;
    }
}
