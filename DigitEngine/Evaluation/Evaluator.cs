using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Evaluation;

/// <summary>Measures a trained network on labelled images.</summary>
public static class Evaluator
{
    /// <summary>Images per item of work.</summary>
    private const int BlockSize = 28;

    /// <summary>Measures a network on a test set.</summary>
    /// <param name="network">The network.</param>
    /// <param name="test">At least one image.</param>
    /// <param name="threads">The number of threads, or 0 for one per processor.</param>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public static MulticlassMetrics Evaluate(TrainedNetwork network, TestSet test, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        using Workers workers = new(threads == 0 ? Environment.ProcessorCount : threads);
        return Evaluate(network, test.Data, workers);
    }

    /// <summary>Measures a network on a test set and on each of its slices. Every image is predicted once.</summary>
    /// <param name="network">The network.</param>
    /// <param name="test">At least one image.</param>
    /// <param name="threads">The number of threads, or 0 for one per processor.</param>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public static SlicedMetrics Evaluate(TrainedNetwork network, SlicedTestSet test, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(test);
        return Predict(network, test.Test, threads).ToMetrics(test);
    }

    /// <summary>Predicts each image of a test set.</summary>
    /// <param name="network">The network.</param>
    /// <param name="test">At least one image.</param>
    /// <param name="threads">The number of threads, or 0 for one per processor.</param>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public static TestPredictions Predict(TrainedNetwork network, TestSet test, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        using Workers workers = new(threads == 0 ? Environment.ProcessorCount : threads);
        (float[] scores, byte[] labels) = Predict(network, test.Data, workers);
        int[] positions = [.. Enumerable.Range(0, labels.Length).Select(test.Data.Position)];
        return new(positions, labels, scores, network.Classes);
    }

    /// <summary>The share of images that count as digits, in [0, 1]; 1 for a network without a threshold.</summary>
    /// <param name="network">The network.</param>
    /// <param name="test">At least one image.</param>
    /// <param name="threads">The number of threads, or 0 for one per processor.</param>
    public static double AcceptedShare(TrainedNetwork network, TestSet test, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        using Workers workers = new(threads == 0 ? Environment.ProcessorCount : threads);
        float[] logits = Logits(network, test.Data, workers);
        int accepted = 0;
        for (int i = 0; i < test.Count; i++)
        {
            accepted += TrainedNetwork.DigitScore(logits.AsSpan(i * network.Classes, network.Classes)) >= network.DigitThreshold ? 1 : 0;
        }

        return (double)accepted / test.Count;
    }

    /// <summary>Measures a network on any labelled images.</summary>
    internal static MulticlassMetrics Evaluate(TrainedNetwork network, DigitDataset data, Workers workers)
    {
        (float[] scores, byte[] labels) = Predict(network, data, workers);
        return MulticlassMetrics.Compute(scores, labels, network.Classes);
    }

    /// <summary>The probabilities, images × classes, and the true class of each image.</summary>
    private static (float[] Scores, byte[] Labels) Predict(TrainedNetwork network, DigitDataset data, Workers workers)
    {
        byte[] labels = new byte[data.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)data.Label(i);
        }

        float[] scores = Run(network, data, workers, (source, first, rows, workspace) => network.Predict(source, first, rows, workspace));
        return (scores, labels);
    }

    /// <summary>The logits of each image, images × classes.</summary>
    internal static float[] Logits(TrainedNetwork network, DigitDataset data, Workers workers) => Run(
        network, data, workers, (source, first, rows, workspace) => network.ComputeLogits(source, first, rows, workspace));

    private static float[] Run(TrainedNetwork network, DigitDataset data, Workers workers, Block run)
    {
        float[] results = new float[data.Count * network.Classes];
        LabeledSource source = new(data);
        InferenceWorkspace?[] workspaces = new InferenceWorkspace?[workers.Count];
        workers.Run((data.Count + BlockSize - 1) / BlockSize, (worker, item) =>
        {
            int first = item * BlockSize;
            int count = Math.Min(BlockSize, data.Count - first);
            InferenceWorkspace workspace = workspaces[worker] ??= network.CreateWorkspace(BlockSize);
            run(source, first, results.AsSpan(first * network.Classes, count * network.Classes), workspace);
        });
        return results;
    }

    /// <summary>Computes the results of consecutive images, one row each.</summary>
    private delegate void Block(IBatchSource source, int first, Span<float> rows, InferenceWorkspace workspace);

    private sealed class LabeledSource(DigitDataset data) : IBatchSource
    {
        public int Load(int position, Span<float> pixels)
        {
            DigitImage.ToUnit(data.Image(position), pixels);
            return data.Label(position);
        }
    }
}
