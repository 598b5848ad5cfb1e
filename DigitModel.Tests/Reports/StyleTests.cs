using System.Globalization;
using System.Text.RegularExpressions;
using DigitReports;
using MlNetDigits.Tests.Evaluation;

namespace MlNetDigits.Tests.Reports;

public partial class StyleTests
{
    private static readonly string Page = SamplePages.Text(SamplePages.Full(PredictionRows.Random(50, 1)));

    /// <summary>WCAG 2: text of any size can be read at 4.5 : 1.</summary>
    [Fact]
    public void Colours_CanBeRead_InBothThemes()
    {
        Dictionary<string, string>[] themes = [.. Themes()];
        Assert.Equal(2, themes.Length);
        foreach (Dictionary<string, string> theme in themes)
        {
            List<(string Text, string Ground)> pairs =
            [
                ("text", "paper"), ("muted", "paper"), ("blue", "paper"), ("orange", "paper"), ("text", "panel"),
                .. Enumerable.Range(0, 6).Select(step => ($"e{step}-text", $"e{step}")),
                .. Enumerable.Range(0, 5).Select(step => ($"d{step}-text", $"d{step}")),
            ];
            Assert.All(pairs, pair => Assert.True(
                Contrast(theme[pair.Text], theme[pair.Ground]) >= 4.5,
                $"{pair}: {Contrast(theme[pair.Text], theme[pair.Ground]):F2}"));

            // Steps rise in contrast to the paper, so that they are told apart without their hue.
            foreach (string scale in (string[])["e0 e1 e2 e3 e4 e5", "d0 d1 d2 d3 d4"])
            {
                double[] contrasts = [.. scale.Split(' ').Select(name => Contrast(theme[name], theme["paper"]))];
                Assert.Equal(contrasts.Order(), contrasts);
            }
        }
    }

    [Fact]
    public void Styles_HaveAllClassesThatPagesUse()
    {
        string style = Page[Page.IndexOf("<style>", StringComparison.Ordinal)..Page.IndexOf("</style>", StringComparison.Ordinal)];
        IEnumerable<string> used = Classes().Matches(Page).SelectMany(match => match.Groups[1].Value.Split(' ')).Distinct();
        Assert.All(used.Except(["chart"]), name => Assert.Contains("." + name, style, StringComparison.Ordinal));
    }

    private static IEnumerable<Dictionary<string, string>> Themes()
    {
        Dictionary<string, string> names = [];
        foreach (Match root in Roots().Matches(Page))
        {
            foreach (Match colour in Colours().Matches(root.Value))
            {
                names[colour.Groups[1].Value] = colour.Groups[2].Value;
            }

            yield return new(names);
        }
    }

    private static double Contrast(string one, string other)
    {
        double[] lights = [.. new[] { one, other }.Select(Luminance).OrderDescending()];
        return (lights[0] + 0.05) / (lights[1] + 0.05);
    }

    private static double Luminance(string colour) =>
        (0.2126 * Channel(colour, 0)) + (0.7152 * Channel(colour, 1)) + (0.0722 * Channel(colour, 2));

    private static double Channel(string colour, int index)
    {
        double value = int.Parse(colour.AsSpan(1 + (2 * index), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    [GeneratedRegex(@":root \{[^}]*\}")]
    private static partial Regex Roots();

    [GeneratedRegex(@"--([a-z0-9-]+): (#[0-9a-f]{6});")]
    private static partial Regex Colours();

    [GeneratedRegex("class=\"([^\"]+)\"")]
    private static partial Regex Classes();
}
