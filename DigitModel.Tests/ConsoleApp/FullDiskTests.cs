using System.Globalization;
using DigitModel.Tests.Data;
using DigitModel.Tests.Pictures;
using Xunit.Abstractions;

namespace DigitModel.Tests.ConsoleApp;

/// <summary>
/// Disks that are full, fill up in the midst of a run, or take nothing at all: one line, exit code 2, nothing lost but the work
/// since the last checkpoint, and nothing there that looks whole. Where no disk can be mounted they say that they did nothing.
/// </summary>
[Collection(SharedModel.Name)]
public sealed class FullDiskTests(ConsoleFixture fixture, ITestOutputHelper log) : IDisposable
{
    private const int Size = 1 << 20;
    private const int Epochs = 700;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_KeepsTheLastCheckpoint_WhenTheDiskFillsUp()
    {
        using TinyDisk? disk = Mount();
        if (disk is null)
            return;
        string run = Path.Combine(disk.Path, "run");
        ConsoleResult result;
        using (ConsoleProcess process = Start(run))
        {
            string first = Path.Combine(run, "checkpoint-1.bin");
            for (int i = 0; i < 900 && !File.Exists(first); i++)
                Thread.Sleep(10);
            disk.Fill(leave: 0);
            result = process.Wait();
        }

        AssertFull(result, Path.Combine(run, "checkpoint-"), "; the last checkpoint is kept, go on with: ", "train --resume " + run);
        Assert.All(Files(run), file => Assert.Contains(file, new[] { "arguments.json", "checkpoint-1.bin", "checkpoint-2.bin" }));

        // Still full: nothing is lost by trying again.
        AssertFull(Resume(run), "the last checkpoint is kept");
        File.Delete(Path.Combine(disk.Path, "filler"));
        Assert.Equal(0, Resume(run).ExitCode);
        Assert.Equal(Uninterrupted(), File.ReadAllBytes(Path.Combine(run, "DigitModel.zip")));
        Assert.Equal(["DigitModel.zip", "confusion-matrix.csv", "history.csv", "metrics.json"], Files(run));
    }

    /// <summary>At most one of the results has room: all of them are there, or none.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1 << 12)]
    [InlineData(3 << 12)]
    [InlineData(7 << 12)]
    public void Train_LeavesNoResults_WhereNotAllOfThemFit(long room)
    {
        using TinyDisk? disk = Mount();
        if (disk is null)
            return;
        string run = Path.Combine(disk.Path, "run");
        disk.Fill(room);

        AssertFull(ConsoleProcess.Run(fixture.Folder, Arguments(run, epochs: 1)), run);

        Assert.False(Directory.Exists(run), string.Join(' ', Directory.Exists(run) ? Files(run) : []));
    }

    [Fact]
    public void Results_AreRefused_OnAFullDisk_AndEarlierOnesStay()
    {
        using TinyDisk? disk = Mount();
        if (disk is null)
            return;
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
        using TinyDisk? disk = Mount();
        if (disk is null)
            return;
        string run = Path.Combine(disk.Path, "run");
        using (ConsoleProcess process = Start(run))
        {
            process.WaitFor("epoch  20/");
            process.Interrupt();
            process.Wait();
        }

        string[] before = Files(run);
        disk.MakeReadOnly();
        string file = Path.Combine(disk.Path, "out.csv");
        const string problem = "can't be written: Read-only file system";

        ConsoleProcess.Run(fixture.Folder, Arguments(Path.Combine(disk.Path, "new"), 1)).RefusedWith(Path.Combine(disk.Path, "new"), problem);
        ConsoleProcess.Run(fixture.Folder, Arguments(run, 1)).RefusedWith(run, problem);
        Resume(run).RefusedWith(run, problem);
        Run("predict", "unlabelled.csv", "--output", file).RefusedWith(file, problem);
        Run("evaluate", "--data", "labelled.csv", "--json", file).RefusedWith(file, problem);

        Assert.Equal(before, Files(run));
        Assert.Contains("arguments.json", before);
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string[] Arguments(string run, int epochs) =>
    [
        "train", "--data", "labelled.csv", "--architecture", ConsoleFixture.TinyNetwork, "--batch-size", "10", "--output", run,
        "--epochs", epochs.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>One line with all these texts, exit code 2; what was shown before stays on standard output.</summary>
    private static void AssertFull(ConsoleResult result, params string[] texts) =>
        (result with { Output = "" }).RefusedWith([.. texts, ": can't be written: No space left on device"]);

    private TinyDisk? Mount()
    {
        TinyDisk? disk = TinyDisk.TryMount(Size, out string why);
        if (disk is null)
            log.WriteLine($"NOT RUN: no disk can be mounted here: {why}.");
        return disk;
    }

    private byte[] Uninterrupted()
    {
        string run = Path.Combine(_folder.Path, "whole");
        ConsoleProcess.Run(fixture.Folder, Arguments(run, Epochs)).Succeeded();
        return File.ReadAllBytes(Path.Combine(run, "DigitModel.zip"));
    }

    private ConsoleProcess Start(string run) => ConsoleProcess.Start(fixture.Folder, Arguments(run, Epochs));

    private ConsoleResult Resume(string run) => Run("train", "--resume", run);

    private ConsoleResult Run(params string[] arguments) => ConsoleProcess.Run(fixture.Folder, arguments);
}
