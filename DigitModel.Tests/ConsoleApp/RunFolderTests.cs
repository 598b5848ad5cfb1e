using System.Text.RegularExpressions;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>The folder of a run: what is in it is not lost, and it stands for the files in it.</summary>
[Collection(SharedModel.Name)]
public sealed class RunFolderTests(ConsoleFixture fixture) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_AsksForForce_BeforeARunIsReplaced()
    {
        string run = Copy();
        byte[] model = File.ReadAllBytes(Path.Combine(run, "DigitModel.zip"));

        Train(run).RefusedWith($"{run}: contains a run: name another folder, or add --force");
        Assert.Equal(model, File.ReadAllBytes(Path.Combine(run, "DigitModel.zip")));

        Train(run, "--force").Succeeded();
        Assert.NotEqual(model, File.ReadAllBytes(Path.Combine(run, "DigitModel.zip")));
    }

    [Fact]
    public void Train_AsksForForce_WhereOtherFilesAre()
    {
        string folder = Path.GetDirectoryName(_folder.Write("other/notes.txt", "mine"u8))!;

        Train(folder).RefusedWith($"{folder}: is not empty: name another folder, or add --force");

        Assert.Equal(["notes.txt"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Train_SaysHowToResume_WhereAnInterruptedRunIs()
    {
        string folder = Path.GetDirectoryName(_folder.Write("stopped/arguments.json", "{}"u8))!;

        Train(folder).RefusedWith($"{folder}: contains an interrupted run: go on with --resume", "--force");
    }

    [Fact]
    public void ARunsFolder_StandsForItsModelAndItsMetrics()
    {
        string[] byFolder = Run("predict", "unlabelled.csv", "--model", "runs/custom-1").Lines;
        Assert.Equal(Run("predict", "unlabelled.csv", "--model", "runs/custom-1/DigitModel.zip").Lines, byFolder);
        Assert.Equal(Run("info", "runs/custom-1/DigitModel.zip").Lines, Run("info", "runs/custom-1").Lines);
        Assert.Contains(
            "not significantly worse",
            Run("evaluate", "--data", "other.csv.gz", "--no-report", "--model", "runs/custom-1", "--baseline", "runs/custom-1").Output,
            StringComparison.Ordinal);
        ConsoleProcess.Run(fixture.Folder, "info", _folder.Path)
            .RefusedWith(Path.Combine(_folder.Path, "DigitModel.zip") + ": the file does not exist");
    }

    [Fact]
    public void AFileOfARun_StandsForTheRun_InReports()
    {
        string run = Copy();
        string report = Path.Combine(run, "report.html");
        string[] options = ["--data", fixture.PathOf("labelled.csv")];
        Run(["report", run, .. options]);
        string expected = File.ReadAllText(report);

        foreach (string file in (string[])["report.html", "DigitModel.zip", "run.json"])
        {
            Assert.Equal([report], Run(["report", Path.Combine(run, file), .. options]).Lines);
            Assert.Equal(expected, File.ReadAllText(report));
        }
    }

    [Fact]
    public void Train_ProposesToCompare_WhereAnEarlierRunIs()
    {
        string run = Copy();
        string next = Path.Combine(_folder.Path, "next");

        string output = ConsoleProcess.Run(
            fixture.Folder, "train", "--data", "labelled.csv", "--architecture", "flatten; dense 10", "--epochs", "1", "--output", next).Succeeded().Output;

        Assert.Matches($@"report --compare \S+/{Path.GetFileName(run)} {Regex.Escape(next)}\n", output);
        Assert.Contains($" serve --model {next}\n", output, StringComparison.Ordinal);
        Assert.Contains($" {Path.Combine(next, "report.html")}\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("60", false)]
    [InlineData("120", true)]
    [InlineData("", true)]
    public void Tables_FitTheColumns_ThatAPipeIsToldOf(string columns, bool areBothBesideEachOther)
    {
        string[] lines = ConsoleProcess.Run(
            fixture.Folder, new Dictionary<string, string> { ["COLUMNS"] = columns }, "evaluate", "--data", "other.csv.gz", "--no-report", "--model", "runs/custom-1").Succeeded().Lines;

        Assert.Equal(areBothBesideEachOther, lines.Any(line => line.Contains("→9", StringComparison.Ordinal) && line.Contains("precision", StringComparison.Ordinal)));
        Assert.Equal(columns == "60", lines.All(line => line.Length <= 60));
    }

    [Fact]
    public void Evaluate_ReadsABaseline_ThroughAPipe()
    {
        Assert.SkipUnless(File.Exists("/dev/stdin"), "This system has no /dev/stdin.");
        using ConsoleProcess process = ConsoleProcess.Start(
            fixture.Folder, "evaluate", "--data", "other.csv.gz", "--no-report", "--model", "runs/custom-1", "--baseline", "/dev/stdin");
        process.Write(File.ReadAllText(fixture.PathOf("runs/custom-1/metrics.json")));
        process.CloseInput();

        Assert.Contains("not significantly worse", process.Wait().Succeeded().Output, StringComparison.Ordinal);
    }

    private ConsoleResult Run(params string[] arguments) => ConsoleProcess.Run(fixture.Folder, arguments).Succeeded();

    private ConsoleResult Train(string output, params string[] more) => ConsoleProcess.Run(
        fixture.Folder,
        ["train", "--data", "labelled.csv", "--architecture", "flatten; dense 10", "--epochs", "1", "--seed", "9", "--quiet", "--output", output, .. more]);

    private string Copy()
    {
        foreach (string file in Directory.GetFiles(fixture.PathOf("runs/custom-1")))
        {
            _folder.Write(Path.Combine("run", Path.GetFileName(file)), File.ReadAllBytes(file));
        }

        return Path.Combine(_folder.Path, "run");
    }
}
