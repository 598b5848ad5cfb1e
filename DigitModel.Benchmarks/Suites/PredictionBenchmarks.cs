using BenchmarkDotNet.Attributes;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitEngine.Training;

namespace MlNetDigits.Benchmarks.Suites;

/// <summary>The prediction engine as an application calls it.</summary>
[MemoryDiagnoser]
public class PredictionBenchmarks
{
    private const int Images = 500;

    private readonly byte[] _pixels = new byte[Images * 784];
    private readonly float[] _scores = new float[Images * 10];
    private PredictionEngine _engine = null!;

    /// <summary>The network's name.</summary>
    [Params("default", "digit-recognizer", "cnn-digit-recognizer")]
    public string Architecture { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        using Workers workers = new(1);
        NetworkDefinition definition = DigitEngine.Training.Architecture.Find(Architecture).Options.Network;
        TrainedNetwork network = TrainableNetwork.Create(definition, 1, 1, default, workers).ToTrained();
        _engine = new(ModelFile.Create(network, definition.ToString()));
        new Random(1).NextBytes(_pixels);
    }

    [Benchmark]
    public void One() => _engine.Predict(_pixels.AsSpan(0, 784), _scores.AsSpan(0, 10));

    [Benchmark(OperationsPerInvoke = Images)]
    public void Batch() => _engine.PredictBatch(_pixels, _scores);
}
