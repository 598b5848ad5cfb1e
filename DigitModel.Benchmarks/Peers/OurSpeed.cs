using DigitEngine;
using DigitEngine.Network;
using DigitEngine.Training;

namespace MlNetDigits.Benchmarks.Peers;

/// <summary>The speed of this engine, measured like that of the peers: the median over steps.</summary>
internal static class OurSpeed
{
    private const int TrainingBatch = 100;
    private const int PredictionBatch = 500;

    /// <returns>Images per second.</returns>
    public static double Measure(PeerTask asked, double seconds)
    {
        (Architecture architecture, string task, int threads) = asked;
        using Workers workers = new(threads);
        RandomSource source = new();
        TrainableNetwork network = TrainableNetwork.Create(architecture.Options.Network, TrainingBatch, 1, default, workers);
        if (task == "train")
        {
            Optimizer optimizer = architecture.Options.Optimizer.Create(network.Parameters.Values.Length);
            ulong key = 0;
            return Timing.Rate(TrainingBatch, seconds, () =>
            {
                network.ComputeGradients(source, new Batch(TrainingBatch, key++));
                optimizer.Step(network.Parameters, architecture.Options.Optimizer.LearningRate, workers);
            });
        }

        TrainedNetwork trained = network.ToTrained();
        if (task == "single")
        {
            InferenceWorkspace workspace = trained.CreateWorkspace(1);
            float[] scores = new float[10];
            source.Load(0, workspace.InputPixels.Span);
            return Timing.Rate(1, seconds, () => trained.PredictOne(workspace, scores));
        }

        const int Block = 28;
        float[] many = new float[PredictionBatch * 10];
        InferenceWorkspace[] workspaces = [.. Enumerable.Range(0, threads).Select(_ => trained.CreateWorkspace(Block))];
        return Timing.Rate(PredictionBatch, seconds, () => workers.Run((PredictionBatch + Block - 1) / Block, (worker, item) =>
        {
            int first = item * Block;
            int count = Math.Min(Block, PredictionBatch - first);
            trained.Predict(source, first, many.AsSpan(first * 10, count * 10), workspaces[worker]);
        }));
    }

    /// <summary>Floating-point operations per image: two for each multiply-add of a convolution or dense layer.</summary>
    public static double OperationsPerImage(NetworkDefinition network, string task)
    {
        double operations = 0;
        for (int i = 0; i < network.Layers.Count; i++)
        {
            double forward = network.Layers[i] switch
            {
                ConvolutionDefinition c => 2.0 * c.KernelHeight * c.KernelWidth * network.InputOf(i).Channels * network.OutputOf(i).Size,
                DenseDefinition d => 2.0 * network.InputOf(i).Size * d.Units,
                _ => 0,
            };

            // The backward pass takes the same number for the gradient of the weights, and again for that of the input, which the
            // first layer does not need.
            operations += task != "train" ? forward : i == 0 ? 2 * forward : 3 * forward;
        }

        return operations;
    }
}

/// <summary>Random images, because speed does not depend on what images show.</summary>
internal sealed class RandomSource : IBatchSource
{
    private const int Images = 500;

    private readonly float[] _pixels = new float[Images * 784];

    public RandomSource()
    {
        SeededRandom random = new(1);
        foreach (ref float pixel in _pixels.AsSpan())
        {
            pixel = random.NextSingle();
        }
    }

    public int Load(int position, Span<float> pixels)
    {
        _pixels.AsSpan(position % Images * 784, 784).CopyTo(pixels);
        return position % 10;
    }
}
