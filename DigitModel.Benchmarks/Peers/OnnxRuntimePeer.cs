using DigitEngine;
using DigitEngine.Network;
using DigitEngine.Persistence.Onnx;
using DigitEngine.Training;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDigits.Benchmarks.Peers;

/// <summary>ONNX Runtime in this process, on the graph that we export. It can't train.</summary>
internal sealed class OnnxRuntimePeer : IPeer
{
    public OnnxRuntimePeer() => OnnxRuntimeTelemetry.Disable();

    public string Name { get; } = $"ONNX Runtime {typeof(InferenceSession).Assembly.GetName().Version!.ToString(3)}";

    public double Measure(PeerTask task, double seconds)
    {
        using SessionOptions options = new() { IntraOpNumThreads = task.Threads, InterOpNumThreads = 1 };
        using InferenceSession session = new(Export(task.Architecture), options);
        using RunOptions run = new();
        int count = task.Name == "single" ? 1 : 500;
        float[] pixels = new float[count * 784];
        SeededRandom random = new(1);
        foreach (ref float pixel in pixels.AsSpan())
        {
            pixel = random.NextSingle();
        }

        // Buffers of ours for input and output, so that no time goes into them.
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [count, 1, 28, 28]);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(new float[count * 10], [count, 10]);
        return Timing.Rate(count, seconds, () => session.Run(run, session.InputNames, [input], session.OutputNames, [output]));
    }

    private static byte[] Export(Architecture architecture)
    {
        using Workers workers = new(1);
        TrainedNetwork network = TrainableNetwork.Create(architecture.Options.Network, 1, 1, default, workers).ToTrained();
        return OnnxWriter.Write(OnnxExporter.Export(network));
    }
}
