using System.Diagnostics;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>Asks a network, and measures how fast it answers.</summary>
internal static class Measurement
{
    /// <param name="network">The network.</param>
    /// <param name="test">At least one image.</param>
    /// <param name="threads">Threads to work with, or 0 for one on each processor.</param>
    public static (TestPredictions Answers, double ImagesPerSecond) Take(TrainedNetwork network, TestSet test, int threads = 0)
    {
        long start = Stopwatch.GetTimestamp();
        TestPredictions answers = Evaluator.Predict(network, test, threads);
        return (answers, test.Count / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
