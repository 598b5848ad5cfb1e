using System.Diagnostics;

namespace MlNetDigits.Benchmarks.Peers;

/// <summary>The same clock for whoever is measured. The program around libtorch is compiled with this file as well.</summary>
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
