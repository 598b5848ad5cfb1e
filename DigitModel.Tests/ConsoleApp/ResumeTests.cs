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
    public void Resume_EndsInTheSameBytes_AfterCtrlC()
    {
        byte[] expected = Uninterrupted(epochs: 300);
        string run = Path.Combine(_folder.Path, "run");
        using (ConsoleProcess process = Start(run, epochs: 300))
        {
            process.WaitFor("epoch  20/");
            process.Interrupt();
            Assert.Equal(130, process.Wait().ExitCode);
        }

        Assert.NotEqual(expected, ModelOf(run));
        string output = Resume(run, "--threads", "1").Succeeded().Output;
        Assert.Contains("going on", output, StringComparison.Ordinal);
        Assert.Equal(expected, ModelOf(run));
        Assert.DoesNotContain(
            Directory.GetFiles(run), path => Path.GetFileName(path) is string name && (name.StartsWith("checkpoint", StringComparison.Ordinal) || name == "arguments.json"));
        Resume(run).RefusedWith($"{run}: is not the folder of an interrupted run");
    }

    [Fact]
    public void Resume_EndsInTheSameBytes_HoweverOftenTheProcessIsKilled()
    {
        const int epochs = 600;
        byte[] expected = Uninterrupted(epochs);
        SeededRandom random = new(1);
        int kills = 0;
        for (int number = 0; kills < KillCount; number++)
        {
            string run = Path.Combine(_folder.Path, $"killed-{number}");
            bool ended = false;
            while (!ended)
            {
                bool begun = File.Exists(Path.Combine(run, "arguments.json"));
                using ConsoleProcess process = begun ? ConsoleProcess.Start(fixture.Folder, "train", "--resume", run) : Start(run, epochs);
                ended = process.WaitFor(kills < KillCount ? TimeSpan.FromSeconds(random.NextSingle(0.5f, 3)) : TimeSpan.FromSeconds(90));
                if (!ended)
                {
                    process.Kill();
                    kills++;
                }
            }

            Assert.Equal(expected, ModelOf(run));
        }
    }

    [Fact]
    public void Resume_TakesTheOlderCheckpoint_WhenTheNewerIsDamaged()
    {
        byte[] expected = Uninterrupted(epochs: 500);
        string run = Path.Combine(_folder.Path, "run");
        using (ConsoleProcess process = Start(run, epochs: 500))
        {
            for (int i = 0; i < 900 && !File.Exists(Path.Combine(run, "checkpoint-2.bin")); i++)
                Thread.Sleep(10);
            process.Kill();
        }

        string newest = Directory.GetFiles(run, "checkpoint-*.bin").MaxBy(File.GetLastWriteTimeUtc)!;
        byte[] bytes = File.ReadAllBytes(newest);
        File.WriteAllBytes(newest, bytes[..(bytes.Length / 2)]);
        ConsoleResult result = Resume(run);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal($"warning: {newest}: is damaged, or was cut off\n", result.Error);
        Assert.Equal(expected, ModelOf(run));
    }

    [Fact]
    public void Resume_RefusesWhatIsNoRun_AndOptionsOfItsOwn()
    {
        Resume(_folder.Path).RefusedWith($"{_folder.Path}: is not the folder of an interrupted run");
        Resume(Path.Combine(_folder.Path, "none")).RefusedWith("is not the folder of an interrupted run");
        Resume(_folder.Path, "--epochs", "5").RefusedWith("--resume takes its options from the run: --epochs can't go with it");
        _folder.Write("arguments.json", "{"u8);
        Resume(_folder.Path).RefusedWith("arguments.json: can't be read as the options of a run");
        _folder.Write("arguments.json", "{}"u8);
        Resume(_folder.Path).RefusedWith($"{_folder.Path}: holds no checkpoint to resume from");
        _folder.Write("checkpoint-1.bin", "MNDCKPT1 and more than thirty-two bytes of it"u8);
        Resume(_folder.Path).RefusedWith("checkpoint-1.bin: is damaged, or was cut off");
    }

    private static byte[] ModelOf(string run) => File.ReadAllBytes(Path.Combine(run, "DigitModel.zip"));

    private static string[] Arguments(string run, int epochs) =>
    [
        "train", "--data", "labelled.csv", "--architecture", ConsoleFixture.TinyNetwork, "--batch-size", "10", "--output", run,
        "--epochs", epochs.ToString(CultureInfo.InvariantCulture),
    ];

    private byte[] Uninterrupted(int epochs)
    {
        string run = Path.Combine(_folder.Path, "whole");
        ConsoleProcess.Run(fixture.Folder, Arguments(run, epochs)).Succeeded();
        return ModelOf(run);
    }

    private ConsoleProcess Start(string run, int epochs) => ConsoleProcess.Start(fixture.Folder, Arguments(run, epochs));

    private ConsoleResult Resume(string run, params string[] more) =>
        ConsoleProcess.Run(fixture.Folder, ["train", "--resume", run, .. more]);
}
