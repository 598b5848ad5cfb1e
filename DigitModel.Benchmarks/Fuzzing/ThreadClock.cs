using System.Diagnostics;
using System.Globalization;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>The time that the thread has had a processor, where the system tells; elsewhere the time that has passed.</summary>
internal static class ThreadClock
{
    private const string File = "/proc/thread-self/schedstat";
    private const long NanosecondsPerTick = 100;

    public static TimeSpan Elapsed
    {
        get
        {
            if (!System.IO.File.Exists(File))
            {
                return Stopwatch.GetElapsedTime(0);
            }

            string nanoseconds = System.IO.File.ReadAllText(File).Split(' ')[0];
            return TimeSpan.FromTicks(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / NanosecondsPerTick);
        }
    }
}
