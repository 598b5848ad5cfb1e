using System.Globalization;
using System.Text.Json;
using DigitEngine.Kernels;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Training;

namespace MlNetDigits.Benchmarks;

/// <summary>
/// <c>peers [--json FILE] [--rounds N] [--seconds S] [--threads N] [--only NETWORK/TASK]
/// [--node-modules DIR]</c>: times this engine and each peer
/// that is installed in turn, A B A B, and prints the medians with their ratio.
/// </summary>
internal static class PeersCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static int Run(string[] args)
    {
        string? json = Option(args, "--json");
        int rounds = int.Parse(Option(args, "--rounds") ?? "3", CultureInfo.InvariantCulture);
        double seconds = double.Parse(Option(args, "--seconds") ?? "4", CultureInfo.InvariantCulture);
        int threads = int.Parse(Option(args, "--threads") ?? "2", CultureInfo.InvariantCulture);
        string? only = Option(args, "--only");
        ExternalPeer? pyTorch = ExternalPeer.FindPyTorch();
        ExternalPeer? onnxRuntime = ExternalPeer.FindOnnxRuntime(Option(args, "--node-modules"));
        Missing(pyTorch, "PyTorch", "apt-get install python3-torch");
        Missing(onnxRuntime, "ONNX Runtime", "npm install --ignore-scripts onnxruntime-node, in this folder or one above it");

        double peak = PeakArithmetic.Measure(threads);
        double peakOne = threads == 1 ? peak : PeakArithmetic.Measure(1);
        Console.WriteLine($"multiply-add peak: {peak:F0} GFLOP/s on {threads} threads, {peakOne:F0} on one; {MachineLanes.Width} floats in a register");
        Console.WriteLine($"{"network",-22}{"task",-10}{"threads",8}{"ours",12}{"peer",12}  {"ratio",6} {"peak",6}  peer");
        List<PeerResult> results = [];
        string folder = Directory.CreateTempSubdirectory("digitmodel-peers").FullName;
        try
        {
            foreach (Architecture architecture in (Architecture[])[Architecture.DigitRecognizer, Architecture.CnnDigitRecognizer])
            {
                string model = Path.Combine(folder, architecture.Name + ".onnx");
                bool Wanted(string task) => only == null || $"{architecture.Name}/{task}".StartsWith(only, StringComparison.Ordinal);
                Export(architecture, model);
                if (pyTorch != null && Wanted("train"))
                {
                    Add(results, Compare(architecture, "train", threads, peak, pyTorch, architecture.Name, rounds, seconds));
                }

                foreach ((string task, int count) in ((string, int)[])[("batch500", threads), ("single", 1), ("single", threads)])
                {
                    double limit = count == 1 ? peakOne : peak;
                    if (onnxRuntime != null && Wanted(task))
                    {
                        Add(results, Compare(architecture, task, count, limit, onnxRuntime, model, rounds, seconds));
                    }

                    if (pyTorch != null && count == threads && Wanted(task))
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

        if (json != null)
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
        if (peer == null)
        {
            Console.WriteLine($"{name} is not installed and is left out. To install it: {install}");
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static string? Option(string[] args, string name)
    {
        int place = Array.IndexOf(args, name);
        return place >= 0 && place + 1 < args.Length ? args[place + 1] : null;
    }
}
