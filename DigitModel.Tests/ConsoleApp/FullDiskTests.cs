using System.Globalization;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Pictures;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>
/// Disks that are full, or take nothing at all: one line, exit code 2, nothing lost but the work
/// since the last checkpoint, and nothing there that looks whole. Skipped where no disk can be mounted.
/// </summary>
[Collection(SharedModel.Name)]
public sealed class FullDiskTests(ConsoleFixture fixture) : IDisposable
{
    private const int Size = 1 << 20;

    private static readonly string[] Results =
    [
        "DigitModel.zip", "confusion-matrix.csv", "history.csv", "metrics.json", "predictions.csv", "report.html", "run.json",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_KeepsTheLastCheckpoint_WhenTheDiskIsFull()
    {
        using TinyDisk disk = TinyDisk.Mount(Size);
        string run = Interrupted(disk);
        (string, string)[] before = Content(run);
        string filler = disk.Fill(leave: 0);

        for (int again = 0; again < 2; again++)
        {
            AssertFull(Resume(run), "; the last checkpoint is kept, go on with: ", "train --resume " + run);
            Assert.Equal(before, Content(run));
        }

        File.Delete(filler);
        Assert.Equal(0, Resume(run).ExitCode);
        Assert.Equal(fixture.LongRunModel, File.ReadAllBytes(Path.Combine(run, "DigitModel.zip")));
        Assert.Equal(Results, Files(run));
    }

    /// <summary>Room for nothing, for the model and one more, or for all but one page: all results are there, or none.</summary>
    [Fact]
    public void Train_LeavesNoResults_WhereNotAllOfThemFit()
    {
        using TinyDisk disk = TinyDisk.Mount(Size);
        string run = Path.Combine(disk.Path, "run");
        ConsoleProcess.Run(fixture.Folder, ShortRun(run)).Succeeded();
        Assert.Equal(Results, Files(run));
        long model = TinyDisk.RoomOf(Path.Combine(run, "DigitModel.zip"));
        long all = Results.Sum(name => TinyDisk.RoomOf(Path.Combine(run, name)));
        Directory.Delete(run, recursive: true);

        foreach (long room in (long[])[0, model + Environment.SystemPageSize, all - 1])
        {
            string filler = disk.Fill(room);
            AssertFull(ConsoleProcess.Run(fixture.Folder, ShortRun(run)), run);
            Assert.False(Directory.Exists(run) && Files(run).Intersect(Results).Any(), $"results in {room} bytes");
            File.Delete(filler);
        }
    }

    [Fact]
    public void Results_AreRefused_OnAFullDisk_AndEarlierOnesStay()
    {
        using TinyDisk disk = TinyDisk.Mount(Size);
        string earlier = Path.Combine(disk.Path, "earlier.csv");
        File.WriteAllText(earlier, "earlier");
        string pictures = Directory.CreateDirectory(Path.Combine(_folder.Path, "pictures")).FullName;
        for (int i = 0; i < 3; i++)
        {
            using FileStream png = File.Create(Path.Combine(pictures, $"{i}.png"));
            PaintedDigits.OnWhite(PaintedDigits.Digit(i)).SavePng(png);
        }

        string normalized = Path.Combine(disk.Path, "normalized");
        disk.Fill(leave: 0);

        AssertFull(Run("predict", "labelled.csv", "--output", earlier), earlier);
        AssertFull(Run("evaluate", "--data", "labelled.csv", "--json", earlier), earlier);
        AssertFull(Run("read", pictures, "--output", earlier), earlier);
        AssertFull(Run("predict", pictures, "--save-normalized", normalized, "--output", Path.Combine(_folder.Path, "out.csv")), normalized);

        Assert.Equal("earlier", File.ReadAllText(earlier));
        Assert.Equal(["earlier.csv", "filler"], Files(disk.Path).Where(name => name != "normalized"));
        Assert.Empty(Directory.EnumerateFiles(normalized));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "out.csv")));
    }

    [Fact]
    public void Outputs_AreRefused_InAReadOnlyFolder()
    {
        using TinyDisk disk = TinyDisk.Mount(Size);
        string run = Interrupted(disk);
        (string, string)[] before = Content(run);
        disk.MakeReadOnly();
        string file = Path.Combine(disk.Path, "out.csv");
        const string problem = "can't be written: Read-only file system";

        ConsoleProcess.Run(fixture.Folder, ShortRun(Path.Combine(disk.Path, "new"))).RefusedWith(Path.Combine(disk.Path, "new"), problem);
        ConsoleProcess.Run(fixture.Folder, [.. ShortRun(run), "--force"]).RefusedWith(run, problem);
        Resume(run).RefusedWith(run, problem);
        Run("predict", "unlabelled.csv", "--output", file).RefusedWith(file, problem);
        Run("evaluate", "--data", "labelled.csv", "--json", file).RefusedWith(file, problem);

        Assert.Equal(before, Content(run));
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static (string, string)[] Content(string folder) =>
        [.. Files(folder).Select(name => (name, Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, name)))))];

    private static string[] ShortRun(string output) => ConsoleFixture.LongRun(output, epochs: 1);

    /// <summary>One line with all these texts, exit code 2; what was shown before stays on standard output.</summary>
    private static void AssertFull(ConsoleResult result, params string[] texts) =>
        (result with { Output = "" }).RefusedWith([.. texts, ": can't be written: No space left on device"]);

    /// <summary>A run that was interrupted, with all that it leaves.</summary>
    private string Interrupted(TinyDisk disk)
    {
        string run = Path.Combine(disk.Path, "run");
        using ConsoleProcess process = ConsoleProcess.Start(fixture.Folder, ConsoleFixture.LongRun(run));
        process.WaitFor("epoch ");
        process.Interrupt();
        Assert.Equal(130, process.Wait().ExitCode);
        Assert.Contains("arguments.json", Files(run));
        Assert.Contains("checkpoint-1.bin", Files(run));
        return run;
    }

    private ConsoleResult Resume(string run) => Run("train", "--resume", run);

    private ConsoleResult Run(params string[] arguments) => ConsoleProcess.Run(fixture.Folder, arguments);
}
