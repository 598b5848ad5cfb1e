using System.Xml.Linq;
using DigitEngine.Evaluation;
using DigitReports;
using MlNetDigits.Tests.Evaluation;

namespace MlNetDigits.Tests.Reports;

public class ComparisonPageTests
{
    // One put right, one spoiled, one misread otherwise, and some as they were.
    private static readonly (int Label, int Predicted, double Confidence)[] Before =
        [(1, 1, 0.9), (2, 2, 0.8), (3, 8, 0.7), (4, 9, 0.6), (5, 5, 0.9), (6, 0, 0.9), (1, 1, 0.9)];

    private static readonly (int Label, int Predicted, double Confidence)[] After =
        [(1, 1, 0.8), (2, 7, 0.5), (3, 3, 0.75), (4, 4, 0.65), (5, 5, 0.9), (6, 8, 0.4), (1, 1, 0.9)];

    [Fact]
    public void Page_ShowsWhatChanged()
    {
        ReportContent before = SamplePages.Full(PredictionRows.Of(Before), "one");
        ReportContent after = SamplePages.Full(PredictionRows.Of(After), "two");
        XElement page = SamplePages.Parse(SamplePages.Text(before, after));

        Assert.Equal("one and two", page.Descendants("h1").Single().Value);
        Assert.Equal(
            ["figures", "gained", "lost", "otherwise", "confusions", "learning", "settings"],
            page.Descendants("section").Select(section => section.Attribute("id")!.Value));
        Assert.Equal(["A 3, read as 8 by A and as 3 by B", "A 4, read as 9 by A and as 4 by B"], Pictures(page, "gained"));
        Assert.Equal(["A 2, read as 2 by A and as 7 by B"], Pictures(page, "lost"));
        Assert.Equal(["A 6, read as 0 by A and as 8 by B"], Pictures(page, "otherwise"));
        Assert.Contains("B, two, was right more often, but that may be chance.", page.Value, StringComparison.Ordinal);
        Assert.Contains("Of the same 7 images B reads 2 right that A misread, and misreads 1 that A read right.", page.Value, StringComparison.Ordinal);
        Assert.Contains("p = 1, two-sided exact McNemar’s test", page.Value, StringComparison.Ordinal);
        Assert.Equal(2, SamplePages.Section(page, "learning")!.Descendants("svg").Count());
        Assert.All(SamplePages.Section(page, "learning")!.Descendants("svg"), svg => Assert.Equal(4, svg.Elements("polyline").Count()));
    }

    [Fact]
    public void Page_TellsTheDifferencesOfFiguresAndMatrices()
    {
        ReportContent before = SamplePages.Full(PredictionRows.Of(Before), "one");
        ReportContent after = SamplePages.Full(PredictionRows.Of(After), "two");
        XElement page = SamplePages.Parse(SamplePages.Text(before, after));

        string[][] figures = SamplePages.Body(page, "figures");
        Assert.Contains(["images", "7", "7", "0"], figures);
        Assert.Contains(["misread", "3", "2", "−1"], figures);
        Assert.Contains(["accuracy", "57.14 %", "71.43 %", "+14.29"], figures);
        string[][] recall = SamplePages.Body(page, "figures", 1);
        Assert.Equal(["3", "0.00 %", "100.00 %", "+100.00"], recall[3]);
        Assert.Equal(["7", "–", "–", "–"], recall[7]);

        string[][] difference = SamplePages.Body(page, "confusions");
        Assert.Equal(["2", "·", "·", "−1", "·", "·", "·", "·", "+1", "·", "·", "−100.00"], difference[2]);
        Assert.Equal(["3", "·", "·", "·", "+1", "·", "·", "·", "·", "−1", "·", "+100.00"], difference[3]);
        XElement[] cells = [.. SamplePages.Section(page, "confusions")!.Descendants("tbody").First().Elements("tr").ElementAt(2).Elements()];
        Assert.Equal(("worse2", "worse2"), (cells[3].Attribute("class")!.Value, cells[8].Attribute("class")!.Value));
        Assert.Equal(3, SamplePages.Section(page, "confusions")!.Descendants("table").Count());
    }

    [Fact]
    public void Page_TellsWhatDiffersInTheMaking()
    {
        ReportContent before = SamplePages.Full(PredictionRows.Of(Before));
        ReportContent after = before with { Manifest = SamplePages.Manifest("flatten; dense 10") };
        XElement page = SamplePages.Parse(SamplePages.Text(before, after));

        Assert.Equal([["layers", "conv 4 3x3; flatten; dense 10", "flatten; dense 10"]], SamplePages.Body(page, "settings"));
        Assert.Contains(SamplePages.Section(page, "settings")!.Descendants("dt"), term => term.Value == "seed");
        Assert.Contains("Everything that is known about how they were made is the same", SamplePages.Text(before, before), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_SaysSo_WhereNothingChanged()
    {
        ReportContent content = SamplePages.Full(PredictionRows.Of(Before));
        XElement page = SamplePages.Parse(SamplePages.Text(content, content));
        Assert.Contains("they read exactly the same ones right", page.Value, StringComparison.Ordinal);
        Assert.All(new[] { "gained", "lost", "otherwise" }, id => Assert.Contains("None.", SamplePages.Section(page, id)!.Value, StringComparison.Ordinal));
        Assert.All(SamplePages.Body(page, "confusions"), row => Assert.All(row[1..^1], cell => Assert.Equal("·", cell)));
    }

    [Fact]
    public void Page_HasATable_WhereThereAreNoPictures()
    {
        ReportContent before = SamplePages.Full(PredictionRows.Of(Before)) with { Test = null };
        ReportContent after = SamplePages.Full(PredictionRows.Of(After)) with { Test = null };
        XElement page = SamplePages.Parse(SamplePages.Text(before, after));
        Assert.Empty(page.Descendants("img"));
        Assert.Equal([["7", "3", "8", "70.0 %", "3", "75.0 %"], ["10", "4", "9", "60.0 %", "4", "65.0 %"]], SamplePages.Body(page, "gained"));
    }

    [Fact]
    public void Page_ComparesRatesAlone_WhereTheImagesAreOthers()
    {
        ReportContent before = SamplePages.Full(PredictionRows.Random(400, 1));
        ReportContent after = SamplePages.Full(PredictionRows.Random(300, 2)) with { TestFingerprint = "other" };
        XElement page = SamplePages.Parse(SamplePages.Text(before, after));
        Assert.Null(SamplePages.Section(page, "gained"));
        Assert.Contains("tested on different images", page.Value, StringComparison.Ordinal);
        Assert.Contains("two-sided Fisher’s exact test", page.Value, StringComparison.Ordinal);

        Comparison comparison = new(before, after);
        Assert.Null(comparison.Pairs);
        Assert.Equal(
            FisherExactTest.TwoSidedPValue(400 - Right(before), 400, 300 - Right(after), 300), comparison.PValue);
    }

    /// <summary>Of eight changes all one way: twice 2⁻⁸.</summary>
    [Fact]
    public void Comparison_IsSignificant_WhereChangesGoOneWay()
    {
        (int, int, double)[] wrong = [.. Enumerable.Range(0, 8).Select(i => (i, 9, 0.9))];
        (int, int, double)[] right = [.. Enumerable.Range(0, 8).Select(i => (i, i, 0.9))];
        Comparison comparison = new(SamplePages.Full(PredictionRows.Of(wrong)), SamplePages.Full(PredictionRows.Of(right)));
        Assert.Equal(2.0 / 256, comparison.PValue, 1e-15);
        Assert.True(comparison.IsSignificant);
        Assert.Contains(
            "B, fast-1, is significantly better.",
            SamplePages.Text(SamplePages.Full(PredictionRows.Of(wrong)), SamplePages.Full(PredictionRows.Of(right))),
            StringComparison.Ordinal);
    }

    private static string[] Pictures(XElement page, string section) =>
        [.. SamplePages.Section(page, section)!.Descendants("img").Select(img => img.Attribute("alt")!.Value)];

    private static int Right(ReportContent content) => Enumerable.Range(0, content.Answers.Count).Count(content.Answers.IsRight);
}
