using System.Collections.Concurrent;
using DigitEngine.Network;

namespace MlNetDigits.Tests.Network;

public class WorkersTests
{
    /// <summary>Only what hangs takes so long, however busy the machine is.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Run_RunsEveryItemOnce(int count)
    {
        using Workers workers = new(count);
        Assert.Equal(count, workers.Count);
        for (int items = 0; items < 60; items++)
        {
            int[] runs = new int[items];
            int strangers = 0;
            workers.Run(items, (worker, item) =>
            {
                Interlocked.Increment(ref runs[item]);
                Interlocked.Add(ref strangers, worker >= 0 && worker < count ? 0 : 1);
            });
            Assert.All(runs, run => Assert.Equal(1, run));
            Assert.Equal(0, strangers);
        }
    }

    [Fact]
    public void Run_GivesEachWorkerOneItemAtATime()
    {
        using Workers workers = new(3);
        int[] busy = new int[workers.Count];
        int clashes = 0;
        workers.Run(500, (worker, _) =>
        {
            clashes += Interlocked.Increment(ref busy[worker]) > 1 ? 1 : 0;
            Thread.SpinWait(50);
            Interlocked.Decrement(ref busy[worker]);
        });
        Assert.Equal(0, clashes);
    }

    [Fact]
    public void Run_UsesEveryThread_WhenTheItemsWaitForEachOther()
    {
        using Workers workers = new(3);
        using Barrier all = new(3);
        ConcurrentBag<int> seen = [];
        workers.Run(3, (worker, _) =>
        {
            Assert.True(all.SignalAndWait(Deadline), "a thread of the team did not come");
            seen.Add(worker);
        });
        Assert.Equal([0, 1, 2], seen.Order());
    }

    /// <summary>
    /// The team sleeps before each run, and others keep the processors busy, so that its threads wake at different times:
    /// one may have done all the work and be asleep again before another has woken.
    /// </summary>
    [Fact]
    public void Run_WakesEveryThread_HoweverBusyTheMachineIs()
    {
        const int Runs = 150;
        int done = 0;
        using CancellationTokenSource enough = new();
        Thread[] others = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                Thread.SpinWait(100);
            }
        })
        { IsBackground = true })];
        Thread thread = new(() =>
        {
            using Workers workers = new(5);
            for (int run = 0; run < Runs; run++)
            {
                workers.Run(8, (_, _) => Interlocked.Increment(ref done));
                Thread.Sleep(3);
            }
        })
        { IsBackground = true };
        Array.ForEach(others, other => other.Start());
        thread.Start();
        bool ended = thread.Join(Deadline);
        enough.Cancel();
        Assert.True(ended, $"the team hangs after {done} of {Runs * 8} items");
        Assert.Equal(Runs * 8, done);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ThrowsWhatAnItemThrew_AndWorksOn(int count)
    {
        using Workers workers = new(count);
        for (int round = 0; round < 20; round++)
        {
            InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => workers.Run(40, (_, item) =>
            {
                if (item == 7)
                {
                    throw new InvalidDataException("item 7");
                }
            }));
            Assert.Equal("item 7", thrown.Message);

            int done = 0;
            workers.Run(40, (_, _) => Interlocked.Increment(ref done));
            Assert.Equal(40, done);
        }
    }

    [Fact]
    public void Dispose_EndsTheThreads()
    {
        ConcurrentDictionary<Thread, bool> threads = [];
        Workers workers = new(4);
        using (Barrier all = new(4))
        {
            workers.Run(4, (_, _) =>
            {
                threads[Thread.CurrentThread] = true;
                Assert.True(all.SignalAndWait(Deadline), "a thread of the team did not come");
            });
        }

        workers.Dispose();
        threads.TryRemove(Thread.CurrentThread, out _);
        Assert.Equal(3, threads.Count);
        Assert.All(threads.Keys, thread => Assert.False(thread.IsAlive));
    }

    [Fact]
    public void Constructor_RefusesATeamOfNobody() => Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(0));
}
