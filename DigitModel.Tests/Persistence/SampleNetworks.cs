using DigitEngine;
using DigitEngine.Evaluation;
using DigitEngine.Network;
using DigitEngine.Persistence;

namespace MlNetDigits.Tests.Persistence;

/// <summary>Networks with random weights, biases and batch statistics, that use everything a definition can ask for.</summary>
internal static class SampleNetworks
{
    public const string Small = "conv 3 3x3 stride 2 same; batchnorm relu; maxpool 2; flatten; dense 10";

    public static IReadOnlyList<string> Texts =>
    [
        Small,

        // The three named architectures, narrower.
        "conv 4 3x3; batchnorm relu; conv 6 3x3; batchnorm relu; maxpool 2; conv 8 3x3; batchnorm relu; maxpool 2; flatten; dropout 0.3; dense 10",
        "conv 3 5x5 pad 1; conv 5 5x5 pad 1 relu; maxpool 2 stride 1; dropout 0.5; conv 7 3x3 pad 1 relu; maxpool 2; flatten; dense 20 relu; dense 10",
        "conv 4 3x3 relu; maxpool 2; conv 5 3x3 same relu; maxpool 2; flatten; dense 8 relu; dropout 0.2; dense 12 relu; dense 10",

        // Other than square, strides, uneven zeros around.
        "conv 3 2x5 stride 3x2 same relu; conv 4 3x2 pad 2x1; maxpool 3x2 stride 1x2; flatten; dense 10",

        // Batch normalisation that can't be folded: first, after ReLU, after pooling, after flatten, between dense layers.
        "batchnorm; conv 3 3x3 relu; batchnorm relu; maxpool 4; batchnorm; relu; flatten; batchnorm; dense 9 relu; batchnorm relu; dense 10",
        "conv 3 3x3; maxpool 5; flatten; batchnorm; dense 10",
        "conv 3 7x7 stride 7; flatten; batchnorm relu; dense 10",

        // No image at all; vectors made images again; no dense layer at the end.
        "flatten; dense 11 relu; dense 10",
        "flatten; relu; batchnorm; dense 10",
        "maxpool 7; conv 3 2x2 stride 2; flatten; conv 6 3x3 pad 1 relu; maxpool 1; dense 10",
        "conv 2 4x4 stride 4; flatten; dense 5 relu; conv 4 2x2 pad 1 relu; flatten; dense 10",
        "conv 10 28x28",
        "conv 5 14x28 stride 14; flatten; batchnorm",
        "conv 5 14x28 stride 14; relu; flatten",
    ];

    public static IReadOnlyList<TrainedLayer> Layers(string text, ulong seed = 1)
    {
        using Workers workers = new(1);
        TrainableNetwork network = TrainableNetwork.Create(NetworkDefinition.Parse(text), 1, seed, default, workers);
        SeededRandom random = new(seed);
        foreach (Parameter parameter in network.Parameters.Parameters)
        {
            bool isWeight = parameter.Name.EndsWith(".weight", StringComparison.Ordinal);
            foreach (ref float value in isWeight ? [] : parameter.Span)
            {
                value = random.NextSingle(0.2f, 1);
            }
        }

        foreach (Parameter statistic in network.Parameters.Statistics)
        {
            foreach (ref float value in statistic.Span)
            {
                value = random.NextSingle(0.1f, 2);
            }
        }

        return network.ToTrained().Members.Single().Layers;
    }

    public static TrainedNetwork Network(string text, ulong seed = 1) => new(Layers(text, seed));

    /// <summary>Three networks as one, calibrated, with the weights of half precision.</summary>
    public static TrainedNetwork Ensemble() => TrainedNetwork
        .Combine([Network(Texts[0]), Network(Texts[3], 2), Network("conv 10 28x28", 3)])
        .WithHalfWeights()
        .With(temperature: 1.7f, digitThreshold: 0.25f);

    public static ModelFile File(string text = Small, ulong seed = 1) =>
        ModelFile.Create(Network(text, seed), text, Training, Metrics());

    public static ModelTraining Training => new()
    {
        DataFile = "digits-10k.csv.gz",
        DataFingerprint = new string('a', 64),
        TrainImages = 6000,
        ValidationImages = 2000,
        TestImages = 2000,
        Split = "60/20/20",
        Seed = 42,
        Epochs = 30,
        Iterations = 2820,
        BatchSize = 64,
        Optimizer = "adamw",
        LearningRate = 0.004,
        WeightDecay = 0.01,
        HyperParameters = new Dictionary<string, string> { ["schedule"] = "one cycle", ["beta1"] = "0.9" },
        BestEpoch = 28,
        Command = "dotnet run -c Release --project DigitModel.ConsoleApp -- train --seed 42",
    };

    public static MulticlassMetrics Metrics()
    {
        float[] scores = Enumerable.Repeat(0.05f, 200).ToArray();
        byte[] labels = new byte[20];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)(i % 10);
            scores[(i * 10) + (i == 3 ? 8 : i % 10)] = 0.55f;
        }

        return MulticlassMetrics.Compute(scores, labels);
    }

    public static byte[] Pixels(int images, ulong seed = 3)
    {
        byte[] pixels = new byte[images * 784];
        SeededRandom random = new(seed);
        for (int i = 0; i < pixels.Length; i++)
        {
            // Mostly background, as in images of digits.
            pixels[i] = (byte)Math.Max(0, random.NextInt32(768) - 512);
        }

        return pixels;
    }

    public static byte[] Bytes(ModelFile model)
    {
        using MemoryStream stream = new();
        model.Save(stream);
        return stream.ToArray();
    }
}
