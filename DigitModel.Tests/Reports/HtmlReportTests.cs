using System.Text;
using DigitEngine.Persistence;
using DigitReports;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Evaluation;

namespace MlNetDigits.Tests.Reports;

public class HtmlReportTests
{
    private static readonly ReportContent Content = SamplePages.Full(PredictionRows.Random(60, 4));

    [Fact]
    public void Save_WritesWhatWriteWrites_AndIsKnownAgain()
    {
        using TempFolder folder = new();
        string report = Path.Combine(folder.Path, "report.html");
        string comparison = Path.Combine(folder.Path, "comparison.html");

        HtmlReport.Save(report, Content);
        using (FileStream stream = File.Create(comparison))
        {
            HtmlReport.WriteComparison(stream, Content, Content);
        }


        Assert.Equal(SamplePages.Text(Content), File.ReadAllText(report));
        Assert.Equal(SamplePages.Text(Content, Content), File.ReadAllText(comparison));
        Assert.True(HtmlReport.IsReport(report));
        Assert.True(HtmlReport.IsReport(comparison));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Save_LeavesWhatIsThere_WhereItFails()
    {
        using TempFolder folder = new();
        string path = folder.Write("report.html", "mine"u8);
        Assert.Throws<ArgumentException>(() => HtmlReport.Save(path, Content with { TrainingLabels = [new() { Part = "x", Counts = [] }] }));
        Assert.Throws<OutputFileException>(() => HtmlReport.Save(Path.Combine(folder.Path, "none", "x.html"), Content));
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    /// <summary>The public way, without what only our programs know.</summary>
    [Fact]
    public void Save_TakesAnswersAndImagesAlone()
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "report.html");

        HtmlReport.Save(path, "mine", Content.Answers, Content.Test);

        Assert.Equal(
            SamplePages.Text(new ReportContent { Name = "mine", Answers = Content.Answers, Test = Content.Test }), File.ReadAllText(path));
        Assert.Throws<ArgumentException>(() => HtmlReport.Save(path, "mine", PredictionRows.Random(10, 1), Content.Test));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!DOCTYPE html><html><head><meta name=\"generator\" content=\"Other\" />")]
    [InlineData("PK\u0003\u0004")]
    public void IsReport_KnowsOthers(string text)
    {
        using TempFolder folder = new();
        Assert.False(HtmlReport.IsReport(folder.Write("x.html", Encoding.UTF8.GetBytes(text))));
    }
}
