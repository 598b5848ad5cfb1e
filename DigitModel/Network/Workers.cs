using System.Runtime.ExceptionServices;

namespace DigitModel.Network;

/// <summary>
/// A team of threads that runs the items of one piece of work after another. Which thread runs which item is left to
/// chance, so items must write to places of their own; the caller works too, and returns when all items are done.
/// </summary>
internal sealed class Workers : IDisposable
{
    /// <summary>How often a waiting thread looks before it goes to sleep: work comes in bursts a few microseconds apart.</summary>
    private const int Spins = 2000;

    private readonly Thread[] threads;
    private readonly SemaphoreSlim wake = new(0);
    private Action<int, int>? body;
    private int items;
    private int nextItem;
    private int unfinished;
    private int sleeping;
    private volatile int generation;
    private volatile bool stopping;
    private ExceptionDispatchInfo? failure;

    /// <summary>A team of so many threads, the caller's included.</summary>
    public Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"DigitModel worker {worker}" };
            threads[i].Start();
        }
    }

    public int Count => threads.Length + 1;

    /// <summary>Runs <paramref name="body"/>(worker, item) for every item below <paramref name="items"/>.</summary>
    public void Run(int items, Action<int, int> body)
    {
        if (threads.Length == 0 || items == 1)
        {
            for (int item = 0; item < items; item++)
            {
                body(0, item);
            }

            return;
        }

        this.body = body;
        this.items = items;
        failure = null;
        nextItem = 0;
        Volatile.Write(ref unfinished, threads.Length);
        Interlocked.Increment(ref generation);
        int asleep = Volatile.Read(ref sleeping);
        if (asleep > 0)
        {
            wake.Release(asleep);
        }

        TakeItems(0);
        SpinWait wait = default;
        while (Volatile.Read(ref unfinished) > 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        failure?.Throw();
    }

    public void Dispose()
    {
        stopping = true;
        Interlocked.Increment(ref generation);
        wake.Release(threads.Length + 1);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        wake.Dispose();
    }

    private void Work(int worker)
    {
        int seen = 0;
        while (true)
        {
            WaitForNext(seen);
            seen++;
            if (stopping)
            {
                return;
            }

            TakeItems(worker);
            Interlocked.Decrement(ref unfinished);
        }
    }

    private void WaitForNext(int seen)
    {
        for (int i = 0; i < Spins && generation == seen; i++)
        {
            Thread.SpinWait(8);
        }

        while (generation == seen)
        {
            // The count is raised before the last look, so a call to Run either is seen here or sees the count.
            Interlocked.Increment(ref sleeping);
            if (generation == seen)
            {
                wake.Wait();
            }

            Interlocked.Decrement(ref sleeping);
        }
    }

    private void TakeItems(int worker)
    {
        try
        {
            for (int item = Interlocked.Increment(ref nextItem) - 1; item < items; item = Interlocked.Increment(ref nextItem) - 1)
            {
                body!(worker, item);
            }
        }
#pragma warning disable CA1031 // Whatever an item throws is thrown again by Run, on the caller's thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            Volatile.Write(ref nextItem, items);
        }
    }
}
