using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using DigitEngine;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>
/// Gives damaged inputs to a reader and checks what it does: it may only succeed or throw its own exception, with a message of
/// one short line, in bounded time and memory. Each input depends only on its number and the seed.
/// </summary>
/// <param name="seed">The seed of the inputs.</param>
/// <param name="threads">The number of threads.</param>
/// <param name="longestRun">The processor time that one input may take.</param>
internal sealed class Fuzzer(ulong seed, int threads, TimeSpan longestRun)
{
    private const int LongestMessage = 1000;
    private const int MostFindings = 10;
    private const int KindLength = 40;

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs one target.</summary>
    public FuzzReport Run(FuzzTarget target, FuzzLimits limits)
    {
        Work work = new(target, limits);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => Run(work)) { IsBackground = true })];
        Array.ForEach(workers, worker => worker.Start());

        // A reader that hangs can't be stopped. Its thread is abandoned, and the input is reported.
        while (!Array.TrueForAll(workers, worker => worker.Join(Watch)) && !work.IsOver)
        {
            foreach ((long index, long start) in work.UnderWay)
            {
                if (Stopwatch.GetElapsedTime(start) > Hang)
                {
                    work.Add(new FuzzFinding(target.Name, index, Make(target, index), "does not end"));
                    return work.Report();
                }
            }
        }

        return work.Report();
    }

    /// <summary>The input with a given number.</summary>
    public byte[] Make(FuzzTarget target, long index)
    {
        ulong name = 0;
        foreach (char c in target.Name)
        {
            name = (31 * name) + c;
        }

        SeededRandom random = new(new SeededRandom(seed ^ name).NextUInt64() + (ulong)index);
        return target.Mutate(random.NextInt32(target.Seeds.Count), ref random);
    }

    /// <summary>How a target mishandles an input, or null if it does not.</summary>
    public static string? Check(FuzzTarget target, byte[] input, TimeSpan longestRun) =>
        Check(target, input, longestRun, out _, out _, out _);

    private void Run(Work work)
    {
        FuzzTarget target = work.Target;
        while (work.Next() is long index)
        {
            byte[] input = Make(target, index);
            work.UnderWay[index] = Stopwatch.GetTimestamp();
            string? problem = Check(target, input, longestRun, out bool rejected, out TimeSpan time, out long allocated);
            work.UnderWay.TryRemove(index, out _);
            work.Add(rejected, time, allocated);
            if (problem is not null)
            {
                work.Add(new FuzzFinding(target.Name, index, input, problem));
            }
        }
    }

    private static string? Check(
        FuzzTarget target, byte[] input, TimeSpan longestRun, out bool rejected, out TimeSpan time, out long allocated)
    {
        string? problem = CheckOnce(target, input, out rejected, out time, out allocated);

        // The machine may have been busy, or the code not yet optimised.
        for (int again = 0; again < 2 && time > longestRun; again++)
        {
            TimeSpan before = ThreadClock.Elapsed;
            CheckOnce(target, input, out _, out _, out _);
            TimeSpan other = ThreadClock.Elapsed - before;
            time = other < time ? other : time;
        }

        if (problem is null && time > longestRun)
        {
            return string.Create(CultureInfo.InvariantCulture, $"takes {time.TotalSeconds:F1} s");
        }

        if (problem is null && allocated > target.MostAllocation)
        {
            return string.Create(CultureInfo.InvariantCulture, $"allocates {allocated >> 20} MB for {input.Length} bytes");
        }

        return problem;
    }

    private static string? CheckOnce(FuzzTarget target, byte[] input, out bool rejected, out TimeSpan time, out long allocated)
    {
        rejected = false;
        string? problem = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        try
        {
            target.Run(input);
        }
        catch (Exception error)
        {
            rejected = error.GetType() == target.Problem;
            problem = rejected ? CheckMessage(target, error.Message) : $"{error.GetType().Name}: {error.Message}\n{error.StackTrace}";
        }

        time = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return problem;
    }

    private static string? CheckMessage(FuzzTarget target, string message)
    {
        if (!message.StartsWith(target.MessageStart, StringComparison.Ordinal))
        {
            return $"a message that does not begin with \"{target.MessageStart}\": {message}";
        }

        if (message.Length > LongestMessage)
        {
            return $"a message of {message.Length} characters: {message[..100]}…";
        }

        return MessageText.Escape(message) == message ? null : $"a message of more than a line: {MessageText.Escape(message)}";
    }

    /// <summary>The state that the threads share.</summary>
    private sealed class Work(FuzzTarget target, FuzzLimits limits)
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly Lock _lock = new();
        private long _begun;
        private long _inputs;
        private long _rejected;
        private TimeSpan _slowest;
        private long _largest;

        public FuzzTarget Target => target;

        // Of findings whose problems begin alike, only the first.
        private readonly ConcurrentDictionary<string, FuzzFinding> _findings = new();

        public bool IsOver => _findings.Count >= MostFindings;

        /// <summary>The inputs that are being read, with the time when that began.</summary>
        public ConcurrentDictionary<long, long> UnderWay { get; } = new();

        public long? Next()
        {
            if (IsOver || Stopwatch.GetElapsedTime(_start) > limits.Time)
            {
                return null;
            }

            long index = Interlocked.Increment(ref _begun) - 1;
            return index < limits.Inputs ? index : null;
        }

        public void Add(FuzzFinding finding) => _findings.AddOrUpdate(
            finding.Problem[..Math.Min(finding.Problem.Length, KindLength)],
            finding,
            (_, other) => other.Index < finding.Index ? other : finding);

        public void Add(bool rejected, TimeSpan time, long allocated)
        {
            lock (_lock)
            {
                _inputs++;
                _rejected += rejected ? 1 : 0;
                _slowest = time > _slowest ? time : _slowest;
                _largest = Math.Max(_largest, allocated);
            }
        }

        public FuzzReport Report()
        {
            lock (_lock)
            {
                return new(target.Name, _inputs, _rejected, _slowest, _largest, [.. _findings.Values.OrderBy(finding => finding.Index)]);
            }
        }
    }
}

/// <summary>The processor time of the current thread where the system provides it, and elapsed time elsewhere.</summary>
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
