using System.CommandLine;
using DigitEngine.Persistence;
using DigitEngine.Prediction;

namespace MlNetDigits.Benchmarks.Threads;

/// <summary><c>threads [--threads N] [--seconds N] [--model ZIP]</c>: one engine under many threads.</summary>
internal static class ThreadsCommand
{
    private const int Failed = 1;
    private const int Samples = 6;

    /// <summary>
    /// How much more may be alive at the end than at half the time: a few workspaces, made when more calls happened to be under
    /// way than ever before. Whatever stayed of each call would be more.
    /// </summary>
    private const long MostGrowth = 8 << 20;

    private static readonly Option<int> Threads = new("--threads")
    {
        HelpName = "N",
        Description = "How many threads use the engine at once.",
        DefaultValueFactory = _ => 64,
    };

    private static readonly Option<double> Seconds = new("--seconds")
    {
        HelpName = "N",
        Description = "How long, after a sixth of that to warm up.",
        DefaultValueFactory = _ => 60,
    };

    private static readonly Option<string?> Model = new("--model")
    {
        HelpName = "ZIP",
        Description = "The model file. The one that comes with the library by default.",
    };

    public static int Run(string[] args)
    {
        Command command = new(
            "threads",
            "Many threads use one engine at once: every result must have the bits that one thread gets, and memory must not grow.")
        {
            Threads, Seconds, Model,
        };
        Threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
            {
                result.AddError("--threads: expected 1 to 1024");
            }
        });
        Seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.1 and <= 86_400))
            {
                result.AddError("--seconds: expected 0.1 to 86400");
            }
        });
        command.SetAction(parsed => Run(parsed.GetValue(Model), parsed.GetValue(Threads), parsed.GetValue(Seconds)));
        return new RootCommand("Benchmarks.") { command }.Parse(args).Invoke();
    }

    private static int Run(string? path, int threads, double seconds)
    {
        ModelFile model;
        try
        {
            model = path is null ? ModelFile.LoadDefault() : ModelFile.Load(path);
        }
        catch (ModelFormatException error)
        {
            Console.Error.WriteLine(error.Message);
            return Failed;
        }

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
            + $"({growth / 1024.0:+#,0;-#,0;0} kB in the second half), {load.AllocatedPerCall:N0} bytes allocated a call");
        return right && flat ? 0 : Failed;
    }
}
