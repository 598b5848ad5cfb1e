using System.Globalization;
using DigitEngine;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>Runs that are interrupted in every way, and gone on with.</summary>
[Collection(SharedModel.Name)]
public sealed class ResumeTests(ConsoleFixture fixture) : IDisposable
{
    /// <summary>How many runs are killed: a few, or as many as this environment variable says.</summary>
    private const string Kills = "DIGITMODEL_KILLS";

    private readonly TempFolder _folder = new();

    private static int KillCount =>
        int.Parse(Environment.GetEnvironmentVariable(Kills) is { Length: > 0 } count ? count : "2", CultureInfo.InvariantCulture);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resume_EndsInTheSameBytes_AfterCtrlC_WhateverTheThreads()
    {
        string run = Path.Combine(_folder.Path, "run");
        Interrupt(ConsoleFixture.LongRun(run, threads: 2));

        Assert.NotEqual(fixture.LongRunModel, ModelOf(run));
        string output = Resume(run, "--threads", "1").Succeeded().Output;
        Assert.Contains("going on", output, StringComparison.Ordinal);
        Assert.Equal(fixture.LongRunModel, ModelOf(run));
        Assert.DoesNotContain(
            Directory.GetFiles(run), path => Path.GetFileName(path) is string name && (name.StartsWith("checkpoint", StringComparison.Ordinal) || name == "arguments.json"));
        Resume(run).RefusedWith($"{run}: this run is finished: there is nothing to resume");
    }

    [Fact]
    public void Resume_EndsInTheSameBytes_HoweverOftenTheProcessIsKilled()
    {
        SeededRandom random = new(1);
        int kills = 0;
        for (int number = 0; kills < KillCount; number++)
        {
            string run = Path.Combine(_folder.Path, $"killed-{number}");
            Interrupt(ConsoleFixture.LongRun(run));
            bool complete = false;
            while (!complete)
            {
                using ConsoleProcess process = ConsoleProcess.Start(fixture.Folder, "train", "--resume", run);
                for (int lines = kills < KillCount ? random.NextInt32(300) : int.MaxValue; lines > 0 && !complete; lines--)
                {
                    complete = process.ReadLine() is null;
                }

                if (complete)
                {
                    process.Wait().Succeeded();
                }
                else
                {
                    process.Kill();
                    kills++;
                }
            }

            Assert.Equal(fixture.LongRunModel, ModelOf(run));
        }
    }

    [Fact]
    public void Resume_TakesTheOlderCheckpoint_WhenTheNewerIsDamaged()
    {
        string run = Path.Combine(_folder.Path, "run");
        Interrupt(ConsoleFixture.LongRun(run));
        Interrupt("train", "--resume", run);

        string[] checkpoints = Directory.GetFiles(run, "checkpoint-*.bin");
        Assert.Equal(2, checkpoints.Length);
        string newer = checkpoints.MaxBy(File.GetLastWriteTimeUtc)!;
        byte[] bytes = File.ReadAllBytes(newer);
        File.WriteAllBytes(newer, bytes[..(bytes.Length / 2)]);
        ConsoleResult result = Resume(run);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal($"warning: {newer}: is damaged or was cut off\n", result.Error);
        Assert.Equal(fixture.LongRunModel, ModelOf(run));
    }

    [Fact]
    public void Resume_RefusesWhatIsNoRun_AndOptionsOfItsOwn()
    {
        Resume(_folder.Path).RefusedWith($"{_folder.Path}: is not the folder of an interrupted run");
        Resume(Path.Combine(_folder.Path, "none")).RefusedWith("is not the folder of an interrupted run");
        Resume(_folder.Path, "--epochs", "5").RefusedWith("--resume takes its options from the run, so --epochs can't be used with it");
        _folder.Write("arguments.json", "{"u8);
        Resume(_folder.Path).RefusedWith("arguments.json: can't be read as the options of a run");
        _folder.Write("arguments.json", "{}"u8);
        Resume(_folder.Path).RefusedWith($"{_folder.Path}: contains no checkpoint to resume from");
        _folder.Write("checkpoint-1.bin", "MNDCKPT1 and more than thirty-two bytes of it"u8);
        Resume(_folder.Path).RefusedWith("checkpoint-1.bin: is damaged or was cut off");
    }

    private static byte[] ModelOf(string run) => File.ReadAllBytes(Path.Combine(run, "DigitModel.zip"));

    /// <summary>Runs the app, and presses Ctrl-C when it has learnt a little.</summary>
    private void Interrupt(params string[] arguments)
    {
        using ConsoleProcess process = ConsoleProcess.Start(fixture.Folder, arguments);
        process.WaitFor("epoch ");
        process.Interrupt();
        Assert.Equal(130, process.Wait().ExitCode);
    }

    private ConsoleResult Resume(string run, params string[] more) =>
        ConsoleProcess.Run(fixture.Folder, ["train", "--resume", run, .. more]);
}
