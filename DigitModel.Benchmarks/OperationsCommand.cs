using System.CommandLine;
using System.Diagnostics;
using DigitEngine.Kernels;
using DigitEngine.Network;
using DigitEngine.Training;
using MlNetDigits.Benchmarks.Peers;

namespace MlNetDigits.Benchmarks;

/// <summary><c>operations</c>: the time of each operation of a training step on one thread.</summary>
internal static unsafe class OperationsCommand
{
    private const int Repeats = 20;

    private static readonly Argument<string> Network = new("ARCHITECTURE")
    {
        Description = "The network's name, or its layers as text.",
        DefaultValueFactory = _ => "digit-recognizer",
    };

    private static readonly Option<int> BatchSize = CommandOptions.Number("--batch", 100, 1, 10_000, "Images in a batch.");

    public static Command Create()
    {
        Command command = new("operations", "Shows the time of each operation of a training step on one thread.") { Network, BatchSize };
        command.SetAction(parsed => Run(Architecture.Find(parsed.GetRequiredValue(Network)), parsed.GetValue(BatchSize)));
        return command;
    }

    private static int Run(Architecture architecture, int batchSize)
    {
        using Workers workers = new(1);
        TrainableNetwork network = TrainableNetwork.Create(architecture.Options.Network, batchSize, 1, default, workers);
        RandomSource source = new();
        Batch batch = new(batchSize, 1);
        network.ComputeGradients(source, batch);
        AlignedBuffer scratch = new(network.ScratchSize);
        double[] best = new double[network.Stages.Count];
        Array.Fill(best, double.MaxValue);
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            for (int i = 0; i < best.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                RunStage(network.Stages[i], batch, scratch);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        double total = best.Sum();
        Console.WriteLine($"{architecture.Name}, batch {batchSize}, one thread, best of {Repeats}: {batchSize / total * 1e6:F0} images/s");
        Console.WriteLine($"peak {PeakArithmetic.Measure(1):F1} GFLOP/s; {SimdDispatch.Width} floats in a register");
        for (int i = 0; i < best.Length; i++)
        {
            StageBody body = network.Stages[i].Body;
            string name = $"{body.Target?.GetType().Name.Split('`')[0]}.{body.Method.Name}";
            Console.WriteLine($"{i,3} {name,-40} {best[i],10:F0} µs {100 * best[i] / total,6:F1} %");
        }

        return 0;
    }

    private static void RunStage(Stage stage, Batch batch, AlignedBuffer scratch)
    {
        for (int item = 0; item < stage.CountOf(batch); item++)
        {
            stage.Body(stage.WorkOf(batch, item, scratch.Pointer));
        }
    }
}
