using System.Runtime.ExceptionServices;

namespace DigitEngine.Network;

/// <summary>
/// A team of threads that runs the items of a piece of work. Any thread may run any item, so each item must write to memory of
/// its own. The caller's thread works as well; <see cref="Run"/> returns when all items are done. Not for several callers at
/// once.
/// </summary>
internal sealed class Workers : IDisposable
{
    /// <summary>How often a waiting thread looks for work before it sleeps: work comes in bursts a few microseconds apart.</summary>
    private const int Spins = 2000;

    private readonly Thread[] _threads;
    private readonly object _wake = new();
    private Action<int, int>? _body;
    private int _items;
    private int _nextItem;
    private int _unfinished;
    private int _sleeping;
    private volatile int _generation;
    private volatile bool _stopping;
    private ExceptionDispatchInfo? _failure;

    /// <param name="count">The number of threads including the caller's, at least 1.</param>
    public Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _threads = new Thread[count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"DigitModel worker {worker}" };
            _threads[i].Start();
        }
    }

    public int Count => _threads.Length + 1;

    /// <summary>Runs <paramref name="body"/>(worker, item) for every item below <paramref name="items"/>.</summary>
    public void Run(int items, Action<int, int> body)
    {
        if (_threads.Length == 0 || items == 1)
        {
            for (int item = 0; item < items; item++)
            {
                body(0, item);
            }

            return;
        }

        _body = body;
        _items = items;
        _failure = null;
        _nextItem = 0;
        Volatile.Write(ref _unfinished, _threads.Length);
        Interlocked.Increment(ref _generation);
        WakeAll();
        TakeItems(0);
        SpinWait wait = default;
        while (Volatile.Read(ref _unfinished) > 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        _failure?.Throw();
    }

    public void Dispose()
    {
        _stopping = true;
        Interlocked.Increment(ref _generation);
        WakeAll();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Work(int worker)
    {
        int seen = 0;
        while (true)
        {
            WaitForNext(seen);
            seen++;
            if (_stopping)
            {
                return;
            }

            TakeItems(worker);
            Interlocked.Decrement(ref _unfinished);
        }
    }

    private void WaitForNext(int seen)
    {
        for (int i = 0; i < Spins && _generation == seen; i++)
        {
            Thread.SpinWait(8);
        }

        if (_generation != seen)
        {
            return;
        }

        // A sleeper waits for the next generation, not for a permit: a thread that finished early and fell asleep again could
        // take the permit of another that had not woken yet, and that one would sleep forever.
        lock (_wake)
        {
            // The count goes up before the last look. So either this thread sees the call of Run, or Run sees the count.
            Interlocked.Increment(ref _sleeping);
            while (_generation == seen)
            {
                Monitor.Wait(_wake);
            }

            Interlocked.Decrement(ref _sleeping);
        }
    }

    private void WakeAll()
    {
        if (Volatile.Read(ref _sleeping) > 0)
        {
            lock (_wake)
            {
                Monitor.PulseAll(_wake);
            }
        }
    }

    private void TakeItems(int worker)
    {
        try
        {
            for (int item = Interlocked.Increment(ref _nextItem) - 1; item < _items; item = Interlocked.Increment(ref _nextItem) - 1)
            {
                _body!(worker, item);
            }
        }
#pragma warning disable CA1031 // Run rethrows on the caller's thread whatever an item throws.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            Volatile.Write(ref _nextItem, _items);
        }
    }
}
