using System.CommandLine;
using System.Text.Json;
using DigitEngine.Kernels;
using DigitEngine.Training;

namespace MlNetDigits.Benchmarks.Peers;

/// <summary><c>peers</c>: measures this engine and each peer in turn, A B A B, and prints medians and ratios.</summary>
internal static class PeersCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<string?> JsonFile = new("--json") { HelpName = "FILE", Description = "Also writes the results as JSON." };

    private static readonly Option<int> Rounds = CommandOptions.Number("--rounds", 3, 1, 1000, "How often each of the two is measured.");

    private static readonly Option<double> Seconds = CommandOptions.Number("--seconds", 4.0, 0.1, 3600, "The time for each measurement.");

    private static readonly Option<int> Threads = CommandOptions.Number("--threads", 2, 1, 1024, "The number of threads for both.");

    private static readonly Option<string?> Only = new("--only")
    {
        HelpName = "NETWORK/TASK",
        Description = "Only the tasks that begin like this, such as digit-recognizer/train.",
    };

    private static readonly Option<bool> NoLibtorch = new("--no-libtorch") { Description = "Leaves libtorch out, whose first use fetches 500 MB." };

    public static Command Create()
    {
        Command command = new("peers", "Measures this engine, libtorch and ONNX Runtime in turn.") { JsonFile, Rounds, Seconds, Threads, Only, NoLibtorch };
        command.SetAction(parsed => Run(
            parsed.GetValue(JsonFile),
            parsed.GetValue(Rounds),
            parsed.GetValue(Seconds),
            parsed.GetValue(Threads),
            parsed.GetValue(Only),
            parsed.GetValue(NoLibtorch)));
        return command;
    }

    private static int Run(string? json, int rounds, double seconds, int threads, string? only, bool noLibtorch)
    {
        OnnxRuntimePeer onnxRuntime = new();
        Libtorch? libtorch = noLibtorch ? null : Libtorch.Prepare();
        if (libtorch is null)
        {
            Console.WriteLine("libtorch is left out");
        }

        double peak = PeakArithmetic.Measure(threads);
        double peakOne = threads == 1 ? peak : PeakArithmetic.Measure(1);
        Console.WriteLine($"multiply-add peak: {peak:F0} GFLOP/s on {threads} threads, {peakOne:F0} on one; {SimdDispatch.Width} floats in a register");
        Console.WriteLine($"{"network",-22}{"task",-10}{"threads",8}{"ours",12}{"peer",12}  {"ratio",6} {"peak",6}  peer");
        List<PeerResult> results = [];
        foreach (Architecture architecture in (Architecture[])[Architecture.DigitRecognizer, Architecture.CnnDigitRecognizer])
        {
            Compare(new(architecture, "train", threads), libtorch);
            Compare(new(architecture, "batch500", threads), onnxRuntime, libtorch);
            Compare(new(architecture, "batch500", 1), onnxRuntime);
            Compare(new(architecture, "single", 1), onnxRuntime);
            Compare(new(architecture, "single", threads), onnxRuntime, libtorch);
        }

        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(results, Json));
        }

        return 0;

        void Compare(PeerTask task, params IPeer?[] peers)
        {
            if (only is not null && !$"{task}".StartsWith(only, StringComparison.Ordinal))
            {
                return;
            }

            foreach (IPeer peer in peers.OfType<IPeer>())
            {
                Add(results, Measure(task, task.Threads == 1 ? peakOne : peak, peer, rounds, seconds));
            }
        }
    }

    private static PeerResult Measure(PeerTask task, double peak, IPeer peer, int rounds, double seconds)
    {
        List<double> ours = [], theirs = [];
        for (int round = 0; round < rounds; round++)
        {
            ours.Add(OurSpeed.Measure(task, seconds));
            theirs.Add(peer.Measure(task, seconds));
        }

        double our = Median(ours), their = Median(theirs);
        double share = our * OurSpeed.OperationsPerImage(task.Architecture.Options.Network, task.Name) / (peak * 1e9);
        return new(task.Architecture.Name, task.Name, task.Threads, our, their, peer.Name, our / their, share);
    }

    private static void Add(List<PeerResult> results, PeerResult result)
    {
        results.Add(result);
        Console.WriteLine(
            $"{result.Network,-22}{result.Task,-10}{result.Threads,8}{result.Ours,12:N0}{result.Peer,12:N0}  {result.Ratio,6:F2} {result.ShareOfPeak,6:P0}  {result.PeerName}");
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

/// <summary>One line of the table: the speed of this engine and of a peer on the same task.</summary>
/// <param name="Network">The architecture's name.</param>
/// <param name="Task"><c>train</c> (batch 100), <c>batch500</c> or <c>single</c>.</param>
/// <param name="Threads">The number of threads for both.</param>
/// <param name="Ours">This engine's images per second: the median of all rounds.</param>
/// <param name="Peer">The peer's images per second: the median of all rounds.</param>
/// <param name="PeerName">The peer and its version.</param>
/// <param name="Ratio">This engine's speed divided by the peer's: above 1, this engine is faster.</param>
/// <param name="ShareOfPeak">This engine's multiply-adds per second as a share of the machine's measured peak.</param>
internal sealed record PeerResult(
    string Network, string Task, int Threads, double Ours, double Peer, string PeerName, double Ratio, double ShareOfPeak);
