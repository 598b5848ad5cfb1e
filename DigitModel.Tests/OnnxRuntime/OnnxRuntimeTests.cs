using System.Diagnostics;
using System.Runtime.InteropServices;
using DigitModel.Network;
using DigitModel.Persistence;
using DigitModel.Prediction;
using DigitModel.Tests.Data;
using DigitModel.Tests.Persistence;
using Xunit.Abstractions;

namespace DigitModel.Tests.OnnxRuntime;

/// <summary>
/// Others must compute from our files what we compute. Runs where the environment variable <c>DIGITMODEL_ONNXRUNTIME</c>
/// names a folder in which <c>npm install onnxruntime-node</c> was done; elsewhere it says that it did nothing.
/// </summary>
public class OnnxRuntimeTests(ITestOutputHelper output)
{
    private const string Variable = "DIGITMODEL_ONNXRUNTIME";
    private const int Images = 1000;

    [Fact]
    public void Scores_AgreeWithOnnxRuntime_WhereItIsInstalled()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } modules)
        {
            output.WriteLine($"NOT RUN: {Variable} names no folder with node_modules/onnxruntime-node.");
            return;
        }

        using TempFolder folder = new();
        byte[] pixels = SampleNetworks.Pixels(Images);
        float[] unit = Array.ConvertAll(pixels, pixel => pixel / 255f);
        folder.Write("inputs.f32", MemoryMarshal.AsBytes(unit.AsSpan()));
        string[] texts =
        [
            .. DigitModel.Training.Architecture.All.Select(architecture => architecture.Options.Network.ToString()),
            .. SampleNetworks.Texts,
        ];
        (string Name, TrainedNetwork Network)[] networks =
        [
            .. texts.Select(text => (text, SampleNetworks.Network(text))),
            ("three members and a temperature", SampleNetworks.Ensemble()),
        ];
        List<PredictionEngine> engines = [];
        foreach ((string name, TrainedNetwork network) in networks)
        {
            ModelFile model = ModelFile.Create(network, name);
            folder.Write($"{engines.Count}.onnx", OnnxWriter.Write(OnnxExporter.Export(model.Network)));
            engines.Add(new(model));
        }

        RunNode(Path.Combine(AppContext.BaseDirectory, "OnnxRuntime", "compare.mjs"), modules, folder.Path);

        double largest = 0;
        for (int i = 0; i < networks.Length; i++)
        {
            float[] scores = new float[Images * 10];
            engines[i].PredictBatch(pixels, scores);
            byte[] theirs = File.ReadAllBytes(Path.Combine(folder.Path, $"{i}.scores"));
            double difference = Difference(scores, MemoryMarshal.Cast<byte, float>(theirs));
            output.WriteLine($"{difference:E2}  {networks[i].Name}");
            largest = Math.Max(largest, difference);
        }

        Assert.InRange(largest, 0, 1e-5);
    }

    private static double Difference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        Assert.Equal(ours.Length, theirs.Length);
        double largest = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            double difference = Math.Abs((double)ours[i] - theirs[i]);
            largest = difference <= largest ? largest : difference;
        }

        return largest;
    }

    private static void RunNode(string script, string modules, string folder)
    {
        using Process node = Process.Start(new ProcessStartInfo("node", [script, modules, folder]) { RedirectStandardError = true })!;
        string errors = node.StandardError.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors);
    }
}
