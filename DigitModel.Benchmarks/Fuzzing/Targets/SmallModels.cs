using System.Globalization;
using DigitEngine;
using DigitEngine.Network;
using DigitEngine.Persistence;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Networks and model files of a few thousand bytes that use every feature.</summary>
internal static class SmallModels
{
    private static readonly string[] Texts =
    [
        "maxpool 7; flatten; dense 10",
        "conv 2 5x4 stride 5x6 relu; maxpool 2; batchnorm relu; flatten; dense 4; batchnorm relu; dense 10",
        "maxpool 7; conv 3 2x2 stride 2; flatten; conv 6 3x3 pad 1 relu; maxpool 1; dense 10",
        "maxpool 9; conv 2 2x2 same; relu; flatten; dense 10",
    ];

    /// <summary>Networks, of which the last two have several members.</summary>
    public static IReadOnlyList<TrainedNetwork> Networks { get; } = Make();

    /// <summary>A model file.</summary>
    public static ModelFile File(int network) => ModelFile.Create(
        Networks[network],
        Texts[network % Texts.Length],
        new ModelTraining
        {
            DataFile = "digits.csv",
            DataFingerprint = new string('a', 64),
            TrainImages = 60,
            ValidationImages = 20,
            TestImages = 20,
            Split = "60/20/20",
            Seed = 42,
            Epochs = 3,
            Iterations = 9,
            BatchSize = 20,
            Optimizer = "adamw",
            LearningRate = 0.004,
            WeightDecay = 0.01,
            HyperParameters = new Dictionary<string, string> { ["beta1"] = "0.9" },
            BestEpoch = 2,
            Command = "train --seed 42",
        },
        SmallMetrics.Value);

    public static byte[] Bytes(ModelFile model)
    {
        using MemoryStream stream = new();
        model.Save(stream);
        return stream.ToArray();
    }

    /// <summary>Whether predicting with a network, which may come from a damaged file, takes next to no time.</summary>
    public static bool IsSmall(TrainedNetwork network)
    {
        long work = 0;
        foreach (TrainedLayer layer in network.Members.SelectMany(member => member.Layers))
        {
            long each = layer is TrainedConvolution c ? c.Weights.Length / c.Output.Channels : layer is TrainedDense d ? d.Source.Size : 1;
            work += layer.Output.Size * each;
        }

        return work < 1_000_000 && network.Input.Size < 100_000;
    }

    /// <summary>Predicts one image.</summary>
    public static float[] Predict(TrainedNetwork network)
    {
        InferenceWorkspace workspace = network.CreateWorkspace(1);
        for (int i = 0; i < workspace.InputPixels.Span.Length; i++)
        {
            workspace.InputPixels.Span[i] = i % 7 / 6f;
        }

        float[] probabilities = new float[network.Classes];
        network.PredictOne(workspace, probabilities);
        return probabilities;
    }

    private static TrainedNetwork[] Make()
    {
        using Workers workers = new(1);
        List<TrainedNetwork> networks = [];
        foreach (string text in Texts)
        {
            TrainableNetwork network = TrainableNetwork.Create(NetworkDefinition.Parse(text), 1, 1, default, workers);
            SeededRandom random = new((ulong)networks.Count);
            foreach (Parameter statistic in network.Parameters.Statistics)
            {
                foreach (ref float value in statistic.Span)
                {
                    value = random.NextSingle(0.1f, 2);
                }
            }

            networks.Add(network.ToTrained());
        }

        TrainedNetwork pair = TrainedNetwork.Combine([networks[0], networks[1]]);
        networks.Add(pair.WithHalfWeights().With(temperature: 1.5f, digitThreshold: 0.25f));
        networks.Add(TrainedNetwork.Combine([networks[0], networks[0], networks[3]]));
        return [.. networks];
    }

    /// <summary>Probabilities as text, with all digits, to be compared.</summary>
    public static string Show(float[] probabilities) =>
        string.Join(' ', probabilities.Select(p => p.ToString("R", CultureInfo.InvariantCulture)));
}
