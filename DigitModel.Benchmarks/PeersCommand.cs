using System.CommandLine;
using System.Text.Json;
using DigitEngine.Kernels;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Training;

namespace MlNetDigits.Benchmarks;

/// <summary><c>peers</c>: measures this engine and each installed peer in turn, A B A B, and prints medians and ratios.</summary>
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

    private static readonly Option<string?> NodeModules = new("--node-modules")
    {
        HelpName = "DIR",
        Description = "The folder whose node_modules has ONNX Runtime. This folder, or one above it, by default.",
    };

    public static Command Create()
    {
        Command command = new("peers", "Measures this engine and PyTorch or ONNX Runtime in turn, where they are installed.")
        {
            JsonFile, Rounds, Seconds, Threads, Only, NodeModules,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(JsonFile),
            parsed.GetValue(Rounds),
            parsed.GetValue(Seconds),
            parsed.GetValue(Threads),
            parsed.GetValue(Only),
            parsed.GetValue(NodeModules)));
        return command;
    }

    private static int Run(string? json, int rounds, double seconds, int threads, string? only, string? nodeModules)
    {
        ExternalPeer? pyTorch = ExternalPeer.FindPyTorch();
        ExternalPeer? onnxRuntime = ExternalPeer.FindOnnxRuntime(nodeModules);
        Missing(pyTorch, "PyTorch", "apt-get install python3-torch");
        Missing(onnxRuntime, "ONNX Runtime", "npm install --ignore-scripts onnxruntime-node, in this folder or one above it");

        double peak = PeakArithmetic.Measure(threads);
        double peakOne = threads == 1 ? peak : PeakArithmetic.Measure(1);
        Console.WriteLine($"multiply-add peak: {peak:F0} GFLOP/s on {threads} threads, {peakOne:F0} on one; {SimdDispatch.Width} floats in a register");
        Console.WriteLine($"{"network",-22}{"task",-10}{"threads",8}{"ours",12}{"peer",12}  {"ratio",6} {"peak",6}  peer");
        List<PeerResult> results = [];
        string folder = Directory.CreateTempSubdirectory("digitmodel-peers").FullName;
        try
        {
            foreach (Architecture architecture in (Architecture[])[Architecture.DigitRecognizer, Architecture.CnnDigitRecognizer])
            {
                string model = Path.Combine(folder, architecture.Name + ".onnx");
                bool Wanted(string task) => only is null || $"{architecture.Name}/{task}".StartsWith(only, StringComparison.Ordinal);
                Export(architecture, model);
                if (pyTorch is not null && Wanted("train"))
                {
                    Add(results, Compare(architecture, "train", threads, peak, pyTorch, architecture.Name, rounds, seconds));
                }

                foreach ((string task, int count) in ((string, int)[])[("batch500", threads), ("single", 1), ("single", threads)])
                {
                    double limit = count == 1 ? peakOne : peak;
                    if (onnxRuntime is not null && Wanted(task))
                    {
                        Add(results, Compare(architecture, task, count, limit, onnxRuntime, model, rounds, seconds));
                    }

                    if (pyTorch is not null && count == threads && Wanted(task))
                    {
                        Add(results, Compare(architecture, task, count, limit, pyTorch, architecture.Name, rounds, seconds));
                    }
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(results, Json));
        }

        return 0;
    }

    private static PeerResult Compare(
        Architecture architecture, string task, int threads, double peak, ExternalPeer peer, string subject, int rounds, double seconds)
    {
        List<double> ours = [], theirs = [];
        string name = peer.Name;
        for (int round = 0; round < rounds; round++)
        {
            ours.Add(OurSpeed.Measure(architecture, task, threads, seconds));
            (name, double rate) = peer.Measure(subject, task, threads, seconds);
            theirs.Add(rate);
        }

        double our = Median(ours), their = Median(theirs);
        double share = our * OurSpeed.OperationsPerImage(architecture.Options.Network, task) / (peak * 1e9);
        return new(architecture.Name, task, threads, our, their, name, our / their, share);
    }

    private static void Add(List<PeerResult> results, PeerResult result)
    {
        results.Add(result);
        Console.WriteLine(
            $"{result.Network,-22}{result.Task,-10}{result.Threads,8}{result.Ours,12:N0}{result.Peer,12:N0}  {result.Ratio,6:F2} {result.ShareOfPeak,6:P0}  {result.PeerName}");
    }

    private static void Export(Architecture architecture, string path)
    {
        using Workers workers = new(1);
        TrainedNetwork network = TrainableNetwork.Create(architecture.Options.Network, 1, 1, default, workers).ToTrained();
        File.WriteAllBytes(path, OnnxWriter.Write(OnnxExporter.Export(network)));
    }

    private static void Missing(ExternalPeer? peer, string name, string install)
    {
        if (peer is null)
        {
            Console.WriteLine($"{name} is not installed, so it is left out. To install it: {install}");
        }
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
