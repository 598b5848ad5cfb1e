using System.Text;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Training;
using DigitReports;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Reports;

namespace MlNetDigits.Tests.ConsoleApp;

[Collection(SharedModel.Name)]
public sealed class ReportCommandTests(ConsoleFixture fixture)
{
    private const string Run = "runs/custom-1";
    private const string Model = Run + "/DigitModel.zip";

    [Fact]
    public void Report_MakesTheSamePageAgain_FromWhateverFolder()
    {
        using TempFolder folder = new();
        Report(Run, "--output", "again.html").Succeeded();
        ConsoleResult elsewhere = ConsoleProcess.Run(
            folder.Path, "report", fixture.PathOf(Run), "--output", Path.Combine(folder.Path, "elsewhere.html")).Succeeded();

        byte[] page = File.ReadAllBytes(fixture.PathOf(Run + "/report.html"));
        Assert.Equal(page, File.ReadAllBytes(fixture.PathOf("again.html")));
        Assert.Equal(page, File.ReadAllBytes(Path.Combine(folder.Path, "elsewhere.html")));
        Assert.Equal(Path.Combine(folder.Path, "elsewhere.html") + "\n", elsewhere.Output);
        string text = Encoding.UTF8.GetString(page);
        SamplePages.Parse(text);
        Assert.Contains("<h1>custom-1</h1>", text, StringComparison.Ordinal);
        Assert.Contains("40 test images of labelled.csv read right", text, StringComparison.Ordinal);
        Assert.Contains("12 epochs in ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_FindsTheImagesAgain_WhereRunAndDataMoved()
    {
        using TempFolder folder = new();
        string run = Copy(folder, "moved");

        ConsoleResult lost = ConsoleProcess.Run(folder.Path, "report", "moved");
        Assert.Equal(0, lost.ExitCode);
        Assert.Matches(@"^warning: .*labelled\.csv: the file does not exist: the page has no pictures; say with --data where the images are\n$", lost.Error);
        Assert.DoesNotContain("<img ", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);

        File.Copy(fixture.PathOf("labelled.csv"), Path.Combine(folder.Path, "labelled.csv"));
        ConsoleProcess.Run(folder.Path, "report", "moved", "--data", "labelled.csv").Succeeded();
        Assert.Contains("<img ", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);

        ConsoleResult other = ConsoleProcess.Run(folder.Path, "report", "moved", "--data", fixture.PathOf("other.csv.gz"));
        Assert.Equal(0, other.ExitCode);
        Assert.Contains("other.csv.gz: holds other images than the run moved was tested with", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_RefusesWhatIsNoRun()
    {
        using TempFolder folder = new();
        string run = Copy(folder, "old");
        Report("none").RefusedWith("none: expected the folder of a training run but there is none");
        Report("labelled.csv").RefusedWith("expected the folder of a training run but there is no DigitModel.zip in it");
        Report(".").RefusedWith("expected the folder of a training run but there is no DigitModel.zip in it");
        Report("--compare", Run).RefusedWith("--compare: expected two RUNs but found 1");
        Report(Run, Run).RefusedWith("expected one RUN but found 2");
        Report(Run, "--output", "labelled.csv").RefusedWith("labelled.csv: already exists and is not a report");

        File.Delete(Path.Combine(run, "predictions.csv"));
        Report(run).RefusedWith("there is no predictions.csv in it");
        File.WriteAllText(Path.Combine(run, "predictions.csv"), "1,2,3");
        Report(run).RefusedWith("predictions.csv, line 1: expected a header");
        File.WriteAllText(Path.Combine(run, "predictions.csv"), "row,label,predicted,confidence,score0,score1\n1,0,0,1,1,0\n");
        Report(run).RefusedWith("predictions.csv: expected the scores of 10 digits but found 2");
        File.WriteAllText(Path.Combine(run, "history.csv"), "epoch\n");
        Report(run).RefusedWith("history.csv, line 1: expected the header epoch,");
        foreach (string record in (string[])["{", "null", "{}", "{\"testData\": \"x\", \"testFingerprint\": \"x\", \"epochsPerMember\": 1, \"trainingLabels\": [1], \"validationLabels\": []}"])
        {
            File.WriteAllText(Path.Combine(run, "run.json"), record);
            Report(run).RefusedWith("run.json: ", "the record of a run");
        }
    }

    [Fact]
    public void Compare_ShowsKnownChanges()
    {
        using TempFolder folder = new();
        string changed = Copy(folder, "changed");
        string path = Path.Combine(changed, "predictions.csv");
        TestPredictions answers = TestPredictionsCsv.Read(path);
        Assert.All(Enumerable.Range(0, answers.Count), i => Assert.True(answers.IsRight(i)));

        // Six answers spoiled, each with the next digit: six to none is significant (2 · 2⁻⁶ = 0.031).
        float[] scores = [.. Enumerable.Range(0, answers.Count).SelectMany(i => i < 6 ? OneHot((answers.Label(i) + 1) % 10) : answers.Scores(i).ToArray())];
        TestPredictions spoiled = new(
            [.. Enumerable.Range(0, answers.Count).Select(answers.Position)], [.. Enumerable.Range(0, answers.Count).Select(i => (byte)answers.Label(i))], scores);
        using (StreamWriter writer = new(path))
        {
            TestPredictionsCsv.Write(writer, spoiled);
        }

        ConsoleResult result = ConsoleProcess.Run(
            folder.Path, "report", "--compare", fixture.PathOf(Run), "changed", "--output", "c.html").Succeeded();

        Assert.Matches(@"A +\S*custom-1: 100\.00 % of 40 images", result.Output);
        Assert.Matches(@"B +changed: 85\.00 % of 40 images", result.Output);
        Assert.Matches("changed +0 right in B alone, 6 right in A alone, 0 misread by both, each differently", result.Output);
        Assert.Matches(@"difference +−15\.00 points, significant  \(p = 0\.031, two-sided exact McNemar’s test at 5 %\)", result.Output);
        string page = File.ReadAllText(Path.Combine(folder.Path, "c.html"));
        Assert.Equal(6, SamplePages.Section(SamplePages.Parse(page), "lost")!.Descendants("img").Count());
        Assert.Contains("A, custom-1, is significantly better.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_SaysSo_WhereTheTestsDiffer()
    {
        using TempFolder folder = new();
        ConsoleProcess.Run(
            fixture.Folder, "train", "--data", "labelled.csv", "--architecture", ConsoleFixture.TinyNetwork, "--epochs", "1", "--seed", "7", "--quiet",
            "--output", Path.Combine(folder.Path, "other")).Succeeded();

        ConsoleResult result = ConsoleProcess.Run(folder.Path, "report", "--compare", fixture.PathOf(Run), "other");

        Assert.Equal((0, "warning: the runs were tested on different images: their answers can't be compared one by one\n"), (result.ExitCode, result.Error));
        Assert.Contains("Fisher’s exact test", result.Output, StringComparison.Ordinal);
        Assert.True(HtmlReport.IsReport(Path.Combine(folder.Path, "comparison.html")));
    }

    [Fact]
    public void Train_WritesTheReport_WithATestFileOfItsOwn()
    {
        using TempFolder folder = new();
        string run = Path.Combine(folder.Path, "run");
        string output = ConsoleProcess.Run(
            fixture.Folder, "train", "--data", "labelled.csv", "--test", "other.csv.gz", "--architecture", ConsoleFixture.TinyNetwork,
            "--iterations", "30", "--output", run).Succeeded().Output;

        Assert.Contains(Path.Combine(run, "report.html"), output, StringComparison.Ordinal);
        byte[] page = File.ReadAllBytes(Path.Combine(run, "report.html"));
        Assert.Contains("50 test images of other.csv.gz", Encoding.UTF8.GetString(page), StringComparison.Ordinal);
        Report(run).Succeeded();
        Assert.Equal(page, File.ReadAllBytes(Path.Combine(run, "report.html")));
    }

    [Fact]
    public void Train_RefusesAFolder_WithAReportOfSomethingElse()
    {
        using TempFolder folder = new();
        string kept = folder.Write("report.html", "mine"u8);
        ConsoleProcess.Run(fixture.Folder, "train", "--data", "labelled.csv", "--output", folder.Path, "--force")
            .RefusedWith("report.html: already exists and is not a report");
        Assert.Equal("mine", File.ReadAllText(kept));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Evaluate_WritesAPage_HereOrBesideTheMetricsOrWhereItIsTold()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "deep"));
        string model = fixture.PathOf(Model);
        string data = fixture.PathOf("other.csv.gz");

        string output = ConsoleProcess.Run(folder.Path, "evaluate", "--model", model, "--data", data).Succeeded().Output;
        Assert.Matches(@"report +evaluation\.html\n", output);
        string page = File.ReadAllText(Path.Combine(folder.Path, "evaluation.html"));
        SamplePages.Parse(page);
        Assert.Contains("<h1>custom-1</h1>", page, StringComparison.Ordinal);
        File.Delete(Path.Combine(folder.Path, "evaluation.html"));

        output = ConsoleProcess.Run(folder.Path, "evaluate", "--model", model, "--data", data, "--json", "deep/m.json").Succeeded().Output;
        Assert.Matches(@"report +deep/evaluation\.html\n", output);
        ConsoleProcess.Run(folder.Path, "evaluate", "--model", model, "--data", data, "--report", "deep/mine.html").Succeeded();
        Assert.Equal(page, File.ReadAllText(Path.Combine(folder.Path, "deep", "mine.html")));
        ConsoleProcess.Run(folder.Path, "evaluate", "--model", model, "--data", data, "--no-report").Succeeded();
        Assert.Equal(["deep"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
        Assert.Equal(
            ["evaluation.html", "m.json", "mine.html"],
            Directory.EnumerateFiles(Path.Combine(folder.Path, "deep")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Evaluate_TakesNothingsPlace_ThatIsNoPage()
    {
        using TempFolder folder = new();
        string kept = folder.Write("evaluation.html", "mine"u8);
        string model = fixture.PathOf(Model);
        string data = fixture.PathOf("other.csv.gz");

        ConsoleResult result = ConsoleProcess.Run(folder.Path, "evaluate", "--model", model, "--data", data);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("warning: no report is written: evaluation.html: already exists and is not a report", result.Error, StringComparison.Ordinal);
        Assert.Contains("100.00 % of 50 images", result.Output, StringComparison.Ordinal);
        ConsoleProcess.Run(folder.Path, "evaluate", "--model", model, "--data", data, "--report", "evaluation.html")
            .RefusedWith("evaluation.html: already exists and is not a report");
        ConsoleProcess.Run(folder.Path, "evaluate", "--model", model, "--data", data, "--report", "x.html", "--no-report")
            .RefusedWith("--report and --no-report can't be used together");
        Assert.Equal("mine", File.ReadAllText(kept));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void HistoryCsv_GivesBackWhatItWrote()
    {
        EpochRecord[] history = [.. SamplePages.History(5), new(6, 66, 1e-7, 0.1, double.NaN, double.NaN, 9.25)];
        StringWriter text = new();
        HistoryCsv.Write(text, history);
        Assert.Equal(history, HistoryCsv.Read(new StringReader(text.ToString()), "h"));

        string header = text.ToString().Split('\n')[0] + "\n";
        foreach (string line in (string[])["1,2,3", "2,1,1,1,1,1,1", "1,1,1,1,x,1,1", "1,1,1,1,-1,1,1", "1,1,1,1,Infinity,1,1"])
        {
            Assert.Contains("h, line 2: expected the 7 numbers of epoch 1", Assert.Throws<DataFormatException>(() => HistoryCsv.Read(new StringReader(header + line), "h")).Message, StringComparison.Ordinal);
        }
    }

    private static float[] OneHot(int digit) => [.. Enumerable.Range(0, 10).Select(i => i == digit ? 1f : 0f)];

    private string Copy(TempFolder folder, string name)
    {
        string run = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(run);
        foreach (string file in Directory.GetFiles(fixture.PathOf(Run)))
        {
            File.Copy(file, Path.Combine(run, Path.GetFileName(file)));
        }

        return run;
    }

    private ConsoleResult Report(params string[] arguments) => ConsoleProcess.Run(fixture.Folder, ["report", .. arguments]);
}
