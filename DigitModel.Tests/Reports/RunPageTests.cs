using System.Globalization;
using System.Xml.Linq;
using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitPictures;
using DigitReports;
using MlNetDigits.Tests.Evaluation;

namespace MlNetDigits.Tests.Reports;

public class RunPageTests
{
    private const int Digits = DigitImage.ClassCount;

    private static readonly TestPredictions Answers = PredictionRows.Random(400, 1);

    [Fact]
    public void Page_HasAllItsSections()
    {
        XElement page = SamplePages.Parse(SamplePages.Text(SamplePages.Full(Answers)));
        Assert.Equal(
            ["mistakes", "confusions", "digits", "confidence", "right", "learning", "labels", "made"],
            page.Descendants("section").Select(section => section.Attribute("id")!.Value));
        Assert.Equal(page.Descendants("section").Count(), page.Descendants("nav").Single().Descendants("a").Count());
    }

    [Fact]
    public void Page_TellsTheMetricsOwnFigures()
    {
        MulticlassMetrics metrics = Answers.ToMetrics();
        XElement page = SamplePages.Parse(SamplePages.Text(SamplePages.Full(Answers)));

        Dictionary<string, string> tiles = page.Descendants("dl").First().Elements("div")
            .ToDictionary(tile => tile.Element("dt")!.Value, tile => SamplePages.Cell(tile.Element("dd")!));
        Assert.Equal(Percent(metrics.MicroAccuracy), tiles["Accuracy"]);
        Assert.Equal(Text($"{400 - (metrics.MicroAccuracy * 400):F0}"), tiles["Misread"]);
        Assert.Equal(Percent(metrics.MacroAccuracy), tiles["Mean over digits"]);
        Assert.Equal(Percent(metrics.TopKAccuracy(2)), tiles["Among the best two"]);
        Assert.Equal(Percent(metrics.Coverage[4].Accuracy), tiles["Surest 95 %"]);
        Assert.Equal(Percent(metrics.ExpectedCalibrationError), tiles["Calibration error"]);
        Assert.Equal(Text($"{metrics.LogLoss:F4}"), tiles["Log-loss"]);

        string[][] matrix = SamplePages.Body(page, "confusions");
        for (int actual = 0; actual < Digits; actual++)
        {
            Assert.Equal(Percent(metrics.ConfusionMatrix.PerClassRecall[actual]), matrix[actual][^1]);
            Assert.Equal(
                metrics.ConfusionMatrix.Counts[actual].Select(count => count == 0 ? "·" : Text($"{count:N0}")), matrix[actual][1..^1]);
        }

        string[][] digits = SamplePages.Body(page, "digits");
        foreach (ClassMetrics digit in metrics.PerClass)
        {
            (double low, double high) = WilsonInterval.Of(digit.Recall, digit.Support);
            Assert.Equal(
                [Text($"{digit.Label}"), Text($"{digit.Support}"), Percent(digit.Precision), Percent(digit.F1), Percent(digit.Recall), "", Text($"{100 * low:F2} – {100 * high:F2} %")],
                digits[digit.Label]);
        }

        Assert.Equal(
            metrics.Reliability.Where(bin => bin.Count > 0).Select(bin => (Text($"{bin.Count:N0}"), Percent(bin.MeanConfidence), Percent(bin.Accuracy))),
            SamplePages.Body(page, "confidence").Select(row => (row[1], row[2], row[3])));
        Assert.Equal(
            metrics.Coverage.Select(point => (Text($"{point.Count:N0}"), Percent(point.Accuracy))),
            SamplePages.Body(page, "confidence", 1).Select(row => (row[1], row[2])));
        Assert.Contains(Text($"{metrics.RiskCoverageArea:F6}"), SamplePages.Section(page, "confidence")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_TellsHowItWasMade()
    {
        XElement page = SamplePages.Parse(SamplePages.Text(SamplePages.Full(Answers)));

        Dictionary<string, string> settings = SamplePages.Section(page, "made")!.Descendants("dl").Single().Elements("div")
            .ToDictionary(row => row.Element("dt")!.Value, row => row.Element("dd")!.Value);
        Assert.Equal(
            ("conv 4 3x3; flatten; dense 10", "6,770", "42", "abcdef", "MlNetDigits 0.1.0", "2", "f00d"),
            (settings["layers"], settings["parameters"], settings["seed"], settings["fingerprint of the data"], settings["made with"], settings["members"], settings["fingerprint of the test images"]));
        Assert.Equal("train --epochs 6", SamplePages.Section(page, "made")!.Descendants("code").Single().Value);

        string[][] labels = SamplePages.Body(page, "labels");
        Assert.Equal(Enumerable.Range(0, Digits).Select(digit => Text($"{60 + digit}")), labels.Select(row => row[1]));
        Assert.Equal(Answers.ToMetrics().PerClass.Select(digit => Text($"{digit.Support}")), labels.Select(row => row[3]));
        Assert.Contains("2 networks, whose answers are averaged", SamplePages.Section(page, "learning")!.Value, StringComparison.Ordinal);
        Assert.Equal(["1: 1", "1: 2", "1: 3", "2: 1", "2: 2", "2: 3"], SamplePages.Body(page, "learning").Select(row => row[0]));
    }

    [Fact]
    public void Mistakes_AreShownSurestFirst_WithPicturesOfTheirOwn()
    {
        TestPredictions answers = PredictionRows.Of((1, 1, 0.9), (2, 7, 0.5), (3, 3, 0.9), (4, 9, 0.975), (5, 6, 0.7));
        ReportContent content = SamplePages.Full(answers);
        XElement section = SamplePages.Section(SamplePages.Parse(SamplePages.Text(content)), "mistakes")!;

        Assert.Equal(
            [("A 4 read as 9", "97.5 %", "no. 10"), ("A 5 read as 6", "70.0 %", "no. 13"), ("A 2 read as 7", "50.0 %", "no. 4")],
            section.Descendants("li").Select(item => (item.Element("img")!.Attribute("alt")!.Value, SamplePages.Cell(item.Elements("span").ElementAt(1)), item.Elements("span").Last().Value)));
        foreach ((XElement image, int index) in section.Descendants("img").Zip([3, 4, 1]))
        {
            using MemoryStream png = new(Convert.FromBase64String(image.Attribute("src")!.Value.Split(',')[1]));
            byte[] ink = [.. GrayPicture.Load(png).Pixels.ToArray().Select(pixel => (byte)(255 - pixel))];
            Assert.Equal(content.Test!.Data.Image(index), ink);
        }
    }

    [Fact]
    public void Mistakes_AreCounted_WhereThereAreMoreThanAreShown()
    {
        TestPredictions answers = PredictionRows.Of([.. Enumerable.Range(0, 100).Select(i => (i % 10, (i + 1) % 10, 0.3 + (i / 200.0)))]);
        string page = SamplePages.Text(SamplePages.Full(answers));
        XElement root = SamplePages.Parse(page);
        Assert.Equal(60, SamplePages.Section(root, "mistakes")!.Descendants("img").Count());
        Assert.Contains("The 60 surest of 100 misread images", SamplePages.Section(root, "mistakes")!.Value, StringComparison.Ordinal);
        Assert.Null(SamplePages.Section(root, "right"));
        Assert.Contains("0 of 100 test images of digits.csv read right", root.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_IsWhole_WithoutAnyMistake()
    {
        TestPredictions answers = PredictionRows.Of([.. Enumerable.Range(0, 30).Select(i => (i % 10, i % 10, 1.0))]);
        XElement page = SamplePages.Parse(SamplePages.Text(SamplePages.Full(answers)));
        Assert.Contains("every one of the 30 images was read right", SamplePages.Section(page, "mistakes")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants("h3"), heading => heading.Value == "Most often");
        Assert.Equal(30, SamplePages.Section(page, "right")!.Descendants("img").Count());
    }

    [Fact]
    public void Page_HasDashes_WhereAClassIsMissing()
    {
        // No 7 at all; no 3 that is one, but a 5 that was read as one.
        TestPredictions answers = PredictionRows.Of((0, 0, 0.9), (1, 1, 0.9), (2, 2, 0.9), (4, 4, 0.9), (5, 3, 0.9), (6, 6, 0.9), (8, 8, 0.9), (9, 9, 0.9));
        XElement page = SamplePages.Parse(SamplePages.Text(SamplePages.Full(answers)));
        Assert.Equal(["7", "0", "–", "–", "–", "", "–"], SamplePages.Body(page, "digits")[7]);
        Assert.Equal(["3", "0", "0.00 %", "0.00 %", "–", "", "–"], SamplePages.Body(page, "digits")[3]);
        Assert.Equal("–", SamplePages.Body(page, "confusions")[7][^1]);
    }

    [Fact]
    public void Page_IsWhole_OfOneImage_OneEpoch_AndNothingElse()
    {
        XElement bare = SamplePages.Parse(SamplePages.Text(new ReportContent { Name = "x", Answers = PredictionRows.Of((3, 4, 0.2)) }));
        Assert.Equal(["confusions", "digits", "confidence", "labels"], bare.Descendants("section").Select(section => section.Attribute("id")!.Value));

        ReportContent one = SamplePages.Full(PredictionRows.Of((3, 3, 1))) with { History = SamplePages.History(1), EpochsPerMember = 0 };
        SamplePages.Parse(SamplePages.Text(one));
        ReportContent blind = one with { History = [one.History[0] with { ValidationLoss = double.NaN, ValidationAccuracy = double.NaN }] };
        Assert.Contains("training loss", SamplePages.Section(SamplePages.Parse(SamplePages.Text(blind)), "learning")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_TellsOfSlicesAndOfTheBaseline()
    {
        TestSet test = SamplePages.Images(Answers);
        SlicedTestSet sliced = new(test, "wri<ter>", ["b&b", ""], [.. Enumerable.Range(0, 400).Select(i => (byte)(i % 4 == 0 ? 1 : 0))]);
        SlicedMetrics slices = Answers.ToMetrics(sliced);
        using MemoryStream json = new();
        MetricsJson.Write(json, PredictionRows.Random(300, 8).ToMetrics(), 1);
        BaselineMetrics baseline = MetricsJsonReader.Read(json.ToArray(), "before.json");

        XElement page = SamplePages.Parse(SamplePages.Text(
            SamplePages.Full(Answers) with { Slices = slices, Baseline = baseline, BaselineName = "before.json" }));

        Assert.Equal("By wri<ter>", SamplePages.Section(page, "slices")!.Element("h2")!.Value);
        string[][] rows = SamplePages.Body(page, "slices");
        Assert.Equal(["all images", "(empty)", "b&b"], rows.Select(row => row[0]));
        Assert.Equal(["400", "100", "300"], rows.Select(row => row[1]));
        Assert.Equal(Percent(slices.Slices[1].Metrics.MicroAccuracy), rows[2][2]);
        Assert.Equal("Since before.json", SamplePages.Section(page, "baseline")!.Element("h2")!.Value);
        Assert.Equal(["accuracy", Percent(baseline.MicroAccuracy), Percent(slices.All.MicroAccuracy)], SamplePages.Body(page, "baseline")[1][..3]);
    }

    /// <summary>Whatever names and texts hold, they stay texts.</summary>
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("]]>--><!--</style></title>&#x3c;b&#x3e;")]
    [InlineData("'; background: url(http://example.com/x)")]
    [InlineData("\0\u0001\u001b[31m\u202e\ud800 half")]
    public void Page_KeepsTextsTexts(string hostile)
    {
        ModelManifest manifest = SamplePages.Manifest(hostile) with { CreatedBy = hostile };
        manifest = manifest with
        {
            Training = manifest.Training! with
            {
                DataFile = hostile,
                DataFingerprint = hostile,
                Split = hostile,
                Optimizer = hostile,
                Command = hostile,
                HyperParameters = new Dictionary<string, string> { [hostile] = hostile },
            },
        };
        SlicedTestSet sliced = new(SamplePages.Images(Answers), hostile, [hostile], new int[400]);
        ReportContent content = SamplePages.Full(Answers) with
        {
            Name = hostile,
            TestName = hostile,
            TestFingerprint = hostile + "1",
            Manifest = manifest,
            TrainingLabels = [new() { Part = hostile, Counts = new int[10] }],
            Slices = Answers.ToMetrics(sliced),
            BaselineName = hostile,
        };
        int elements = SamplePages.Parse(SamplePages.Text(content with
        {
            Name = "x",
            TestName = "x",
            TestFingerprint = "x",
            Slices = Answers.ToMetrics(new SlicedTestSet(SamplePages.Images(Answers), "x", ["x"], new int[400])),
        })).Descendants().Count();

        XElement page = SamplePages.Parse(SamplePages.Text(content));

        Assert.Equal(elements, page.Descendants().Count());
        Assert.Contains(MessageText.Escape(hostile).Replace("\ud800", "\uFFFD", StringComparison.Ordinal), page.Descendants("h1").Single().Value, StringComparison.Ordinal);
        SamplePages.Parse(SamplePages.Text(content, content));
    }

    [Fact]
    public void Page_IsTheSameBytes_AndOfReasonableSize()
    {
        TestPredictions many = PredictionRows.Random(12_000, 2);
        ReportContent content = SamplePages.Full(many) with { History = SamplePages.History(3000), EpochsPerMember = 1000 };
        string page = SamplePages.Text(content);
        Assert.Equal(page, SamplePages.Text(SamplePages.Full(PredictionRows.Random(12_000, 2)) with { History = SamplePages.History(3000), EpochsPerMember = 1000 }));
        Assert.InRange(page.Length, 50_000, 600_000);
    }

    [Fact]
    public void Page_WarnsOfImagesThatTheModelWasTrainedOn()
    {
        ReportContent content = SamplePages.Full(Answers);
        DigitDataset digits = content.Test!.Data;
        string Page(int trained) => SamplePages.Text(content with
        {
            Overlap = TrainingOverlap.Of(TrainedImages.Of(digits.Subset([.. Enumerable.Range(0, trained)])), digits, Answers),
        });

        Assert.Matches("Warning: the model was trained on some 10[0-3] of these 400 images; on the other (300|29[789]) its accuracy is ", Page(100));
        Assert.Contains("Warning: the model was trained on all 400 of these images", Page(400), StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", Page(0), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_RefusesWhatDoesNotFit()
    {
        using MemoryStream stream = new();
        ReportContent content = SamplePages.Full(Answers);
        ReportContent[] unfit =
        [
            content with { Answers = PredictionRows.Random(399, 1) },
            content with { Answers = PredictionRows.Random(400, 2) },
            content with { Answers = new([0], [0], [1, 0], 2), Test = null },
            content with { TrainingLabels = [new() { Part = "x", Counts = [1, 2] }] },
        ];
        Assert.All(unfit, each => Assert.Throws<ArgumentException>(() => HtmlReport.Write(stream, each)));
        Assert.All(unfit, each => Assert.Throws<ArgumentException>(() => HtmlReport.WriteComparison(stream, content, each)));
        Assert.Equal(0, stream.Length);
    }

    private static string Percent(double share) => Text($"{100 * share:F2} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
