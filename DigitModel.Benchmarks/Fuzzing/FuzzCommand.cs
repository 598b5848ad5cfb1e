using System.CommandLine;
using System.Diagnostics;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>
/// <c>fuzz</c>: the long pass over every reader.
/// </summary>
internal static class FuzzCommand
{
    private const int Failed = 1;
    private const int LinesShown = 6;

    private static readonly Option<double> Minutes = new("--minutes")
    {
        HelpName = "N",
        Description = "The time for all targets together.",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<string?> Target = new("--target")
    {
        HelpName = "NAME",
        Description = "Only this target.",
    };

    private static readonly Option<ulong> Seed = CommandOptions.Seed(1);

    private static readonly Option<long> Inputs = new("--inputs")
    {
        HelpName = "N",
        Description = "The most inputs for each target.",
        DefaultValueFactory = _ => long.MaxValue,
    };

    private static readonly Option<string> Out = new("--out")
    {
        HelpName = "FOLDER",
        Description = "The folder for inputs that a reader mishandles.",
        DefaultValueFactory = _ => Path.Combine("runs", "fuzz"),
    };

    public static Command Create()
    {
        Command command = new(
            "fuzz",
            "Gives damaged inputs to every reader of files: it must accept them or throw its own exception, in bounded time and memory.")
        {
            Minutes, Target, Seed, Inputs, Out,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(Target) is string name ? [Find(name)] : FuzzTargets.All,
            TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
            parsed.GetValue(Seed),
            parsed.GetValue(Inputs),
            parsed.GetValue(Out)!));
        return command;
    }

    private static FuzzTarget Find(string name) => FuzzTargets.All.SingleOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"--target: expected {string.Join(", ", FuzzTargets.All.Select(target => target.Name))} but found '{name}'");

    private static int Run(IReadOnlyList<FuzzTarget> targets, TimeSpan time, ulong seed, long inputs, string folder)
    {
        Fuzzer fuzzer = new(seed, Environment.ProcessorCount, TimeSpan.FromSeconds(1));
        Console.WriteLine($"seed {seed}, {Environment.ProcessorCount} threads");
        Console.WriteLine($"{"target",-14}{"inputs",12}{"rejected",12}{"accepted",12}{"slowest",12}{"largest",12}{"per second",12}");
        long all = 0;
        List<FuzzFinding> findings = [];
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < targets.Count; i++)
        {
            // Time that earlier targets did not use goes to the later ones.
            TimeSpan share = (time - clock.Elapsed) / (targets.Count - i);
            long start = Stopwatch.GetTimestamp();
            FuzzReport report = fuzzer.Run(targets[i], new(inputs, share));
            Print(report, Stopwatch.GetElapsedTime(start));
            findings.AddRange(report.Findings);
            all += report.Inputs;
        }

        Console.WriteLine($"{all:N0} inputs in {clock.Elapsed.TotalMinutes:F1} minutes, {findings.Count} findings");
        foreach (FuzzFinding finding in findings)
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, $"{finding.Target}--{seed}-{finding.Index}");
            File.WriteAllBytes(path, finding.Input);
            Console.WriteLine($"{path}: {string.Join('\n', finding.Problem.Split('\n').Take(LinesShown))}");
        }

        return findings.Count == 0 ? 0 : Failed;
    }

    private static void Print(FuzzReport report, TimeSpan time) => Console.WriteLine(
        $"{report.Target,-14}{report.Inputs,12:N0}{report.Rejected,12:N0}{report.Accepted,12:N0}"
        + $"{report.Slowest.TotalMilliseconds,9:F1} ms{report.Largest / 1024.0,9:N0} kB{report.Inputs / time.TotalSeconds,12:N0}");
}
