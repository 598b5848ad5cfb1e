using System.Text;
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
        HtmlReport.SaveComparison(comparison, Content, Content);

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
        Assert.Throws<ArgumentException>(() => HtmlReport.Save(path, Content with { TrainingLabels = [new("x", [])] }));
        Assert.Throws<IOException>(() => HtmlReport.Save(Path.Combine(folder.Path, "none", "x.html"), Content));
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
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
