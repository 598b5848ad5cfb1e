using System.Diagnostics;
using DigitEngine.Training;

namespace MlNetDigits.Benchmarks.Peers;

/// <summary>Something to do as fast as possible.</summary>
/// <param name="Architecture">One of the two published networks.</param>
/// <param name="Name"><c>train</c> (batch 100, with the optimizer), <c>batch500</c> or <c>single</c>.</param>
/// <param name="Threads">The number of threads.</param>
internal sealed record PeerTask(Architecture Architecture, string Name, int Threads)
{
    public override string ToString() => $"{Architecture.Name}/{Name}";
}

/// <summary>An engine to compare with.</summary>
internal interface IPeer
{
    /// <summary>Its name with its version.</summary>
    string Name { get; }

    /// <summary>Does the task again and again.</summary>
    /// <param name="task">The task.</param>
    /// <param name="seconds">The approximate time of the measurement.</param>
    /// <returns>Images per second.</returns>
    double Measure(PeerTask task, double seconds);
}

/// <summary>The same clock for whoever is measured in this process.</summary>
internal static class Timing
{
    /// <summary>Images per second: the median over steps, after some to warm up.</summary>
    public static double Rate(int images, double seconds, Action step)
    {
        for (int i = 0; i < (images == 1 ? 50 : 2); i++)
        {
            step();
        }

        List<double> times = [];
        Stopwatch all = Stopwatch.StartNew();
        while (times.Count < 5 || all.Elapsed.TotalSeconds < seconds)
        {
            long start = Stopwatch.GetTimestamp();
            step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        times.Sort();
        return images / times[times.Count / 2];
    }
}
