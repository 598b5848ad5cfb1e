using System.Diagnostics;
using DigitModel.Data;
using DigitModel.Evaluation;
using DigitModel.Network;

namespace DigitModel.ConsoleApp.Commands;

/// <summary>Measures how good a network is, and how fast.</summary>
internal static class Measurement
{
    /// <param name="network">The network.</param>
    /// <param name="test">At least one image.</param>
    /// <param name="threads">Threads to work with, or 0 for one on each processor.</param>
    public static (MulticlassMetrics Metrics, double ImagesPerSecond) Take(TrainedNetwork network, TestSet test, int threads = 0)
    {
        long start = Stopwatch.GetTimestamp();
        MulticlassMetrics metrics = Evaluator.Evaluate(network, test, threads);
        return (metrics, test.Count / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc cref="Take(TrainedNetwork, TestSet, int)"/>
    public static (SlicedMetrics Metrics, double ImagesPerSecond) Take(TrainedNetwork network, SlicedTestSet test, int threads = 0)
    {
        long start = Stopwatch.GetTimestamp();
        SlicedMetrics metrics = Evaluator.Evaluate(network, test, threads);
        return (metrics, test.Test.Count / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
