using System.CommandLine;
using DigitEngine.Persistence;
using DigitEngine.Prediction;

namespace MlNetDigits.Benchmarks.Threads;

/// <summary><c>threads</c>: one engine used by many threads at once.</summary>
internal static class ThreadsCommand
{
    private const int Failed = 1;
    private const int Samples = 6;

    /// <summary>
    /// How many more bytes may be alive at the end than after half the time: a few workspaces, made when more calls than ever
    /// before happened to overlap. A leak in every call would be far more.
    /// </summary>
    private const long MostGrowth = 8 << 20;

    private static readonly Option<int> Threads = CommandOptions.Number("--threads", 64, 1, 1024, "How many threads use the engine at once.");

    private static readonly Option<double> Seconds = CommandOptions.Number(
        "--seconds", 60.0, 0.1, 86_400, "The time of the measurement, after a sixth of it for warming up.");

    private static readonly Option<string?> Model = CommandOptions.Model();

    public static Command Create()
    {
        Command command = new(
            "threads",
            "Many threads use one engine at once: every result must equal that of a single thread bit for bit, and memory must not grow.")
        {
            Threads, Seconds, Model,
        };
        command.SetAction(parsed => Run(parsed.GetValue(Model), parsed.GetValue(Threads), parsed.GetValue(Seconds)));
        return command;
    }

    private static int Run(string? path, int threads, double seconds)
    {
        ModelFile model = CommandOptions.LoadModel(path);
        ThreadLoad load = new(new PredictionEngine(model), new PredictionEngine(model));
        IReadOnlyList<ThreadSample> samples = load.Run(threads, TimeSpan.FromSeconds(seconds), Samples);
        Console.WriteLine($"{threads} threads on {Environment.ProcessorCount} processors");
        Console.WriteLine($"{"seconds",8}{"calls",14}{"images",14}{"wrong",8}{"live",12}{"working set",14}");
        foreach (ThreadSample sample in samples)
        {
            Console.WriteLine(
                $"{sample.Elapsed.TotalSeconds,8:F1}{sample.Calls,14:N0}{sample.Images,14:N0}{sample.Wrong,8:N0}"
                + $"{sample.Live / 1024.0,9:N0} kB{sample.WorkingSet / 1048576.0,11:F1} MB");
        }

        long growth = samples[^1].Live - samples[Samples / 2].Live;
        bool right = samples[^1].Wrong == 0, flat = growth <= MostGrowth;
        Console.WriteLine(
            $"{(right ? "every result as on one thread" : "NOT as on one thread")}, {(flat ? "memory flat" : "memory GROWS")} "
            + $"({growth / 1024.0:+#,0;-#,0;0} kB in the second half), {load.AllocatedPerCall:N0} bytes allocated per call");
        return right && flat ? 0 : Failed;
    }
}
