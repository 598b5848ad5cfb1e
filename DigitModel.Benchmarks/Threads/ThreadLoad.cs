using System.Diagnostics;
using System.Runtime.InteropServices;
using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Prediction;

namespace MlNetDigits.Benchmarks.Threads;

/// <summary>
/// Many threads that use one engine at once through all of its methods. Each result is compared, bit for bit, with that of a
/// single thread with an engine of its own.
/// </summary>
internal sealed class ThreadLoad
{
    private const int Images = 200;

    /// <summary>More than one group of images within a batch, and not a multiple of a group.</summary>
    private const int BatchSize = 61;

    /// <summary>The number of methods that predict one image. A batch takes as long as many such calls.</summary>
    private const int SingleWays = 4;
    private const int CallsBetweenBatches = 64;

    private readonly PredictionEngine _engine;
    private readonly byte[] _pixels;
    private readonly float[] _scores = new float[Images * DigitImage.ClassCount];
    private readonly float[] _digitScores = new float[Images];
    private long _calls;
    private long _images;
    private long _wrong;
    private long _allocated;

    /// <summary>During warm-up every other call is a batch, so that the largest number of workspaces is reached early.</summary>
    private volatile bool _warm;

    /// <param name="engine">The engine that all threads use.</param>
    /// <param name="alone">An engine with the same model, for the expected results.</param>
    public ThreadLoad(PredictionEngine engine, PredictionEngine alone)
    {
        _engine = engine;
        _pixels = Draw();
        for (int i = 0; i < Images; i++)
        {
            _digitScores[i] = alone.Predict(PixelsOf(i, 1).Span, ScoresOf(i, 1));
        }
    }

    /// <summary>The mean number of bytes that a call allocates on its thread.</summary>
    public double AllocatedPerCall => (double)_allocated / _calls;

    /// <summary>Runs the threads.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="time">The time of the measurement, which follows one interval of warming up.</param>
    /// <param name="samples">The number of samples after the first one, in equal intervals.</param>
    /// <returns>The samples; the first one is taken when the measurement begins.</returns>
    public IReadOnlyList<ThreadSample> Run(int threads, TimeSpan time, int samples)
    {
        TimeSpan interval = time / samples;
        using CancellationTokenSource end = new();
        using CountdownEvent begun = new(threads);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(number => new Thread(() => Work(number, begun, end.Token)))];
        Array.ForEach(workers, worker => worker.Start());
        List<ThreadSample> taken = [];
        Thread.Sleep(interval);
        begun.Wait();
        _warm = true;
        long start = Stopwatch.GetTimestamp();
        taken.Add(Take(start));
        for (int i = 1; i < samples; i++)
        {
            TimeSpan left = (interval * i) - Stopwatch.GetElapsedTime(start);
            Thread.Sleep(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            taken.Add(Take(start));
        }

        TimeSpan last = time - Stopwatch.GetElapsedTime(start);
        Thread.Sleep(last > TimeSpan.Zero ? last : TimeSpan.Zero);
        end.Cancel();
        Array.ForEach(workers, worker => worker.Join());
        taken.Add(Take(start));
        return taken;
    }

    private void Work(int number, CountdownEvent begun, CancellationToken end)
    {
        float[] floats = new float[DigitImage.PixelCount];
        float[] scores = new float[BatchSize * DigitImage.ClassCount];
        float[] digitScores = new float[BatchSize];
        for (int call = 0; !end.IsCancellationRequested; call++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int turn = call + number;
            int count = turn % (_warm ? CallsBetweenBatches : 2) == 0 ? BatchSize : 1;
            int first = (int)((uint)turn * 31 % (Images - BatchSize));
            bool right = count > 1
                ? IsBatchRight(first, 1 + (number % 3), scores, digitScores)
                : IsRight(turn % SingleWays, first, floats, scores);
            Interlocked.Increment(ref _calls);
            Interlocked.Add(ref _images, count);
            Interlocked.Add(ref _wrong, right ? 0 : 1);
            Interlocked.Add(ref _allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            if (call == 0)
            {
                begun.Signal();
            }
        }
    }

    private bool IsBatchRight(int first, int threads, float[] scores, float[] digitScores)
    {
        _engine.PredictBatch(PixelsOf(first, BatchSize), scores, digitScores, threads);
        return Same(ScoresOf(first, BatchSize), scores) && Same(_digitScores.AsSpan(first, BatchSize), digitScores);
    }

    private bool IsRight(int way, int image, float[] floats, float[] scores)
    {
        ReadOnlySpan<byte> pixels = PixelsOf(image, 1).Span;
        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = pixels[i];
        }

        Span<float> ten = scores.AsSpan(0, DigitImage.ClassCount);
        float digitScore;
        switch (way)
        {
            case 0:
                digitScore = _engine.Predict(pixels, ten);
                break;
            case 1:
                digitScore = _engine.Predict(floats, ten);
                break;
            default:
                ModelOutput output = way == 2 ? _engine.Predict(pixels) : _engine.Predict(new ModelInput { PixelValues = floats });
                output.Score.CopyTo(ten);
                digitScore = output.DigitScore;
                break;
        }

        return Same(ScoresOf(image, 1), ten) && Same(_digitScores.AsSpan(image, 1), [digitScore]);
    }

    private ThreadSample Take(long start)
    {
        GC.Collect();
        GCMemoryInfo memory = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return new(
            Stopwatch.GetElapsedTime(start),
            Interlocked.Read(ref _calls),
            Interlocked.Read(ref _images),
            Interlocked.Read(ref _wrong),
            memory.HeapSizeBytes - memory.FragmentedBytes,
            Environment.WorkingSet);
    }

    private ReadOnlyMemory<byte> PixelsOf(int first, int count) =>
        _pixels.AsMemory(first * DigitImage.PixelCount, count * DigitImage.PixelCount);

    private Span<float> ScoresOf(int first, int count) =>
        _scores.AsSpan(first * DigitImage.ClassCount, count * DigitImage.ClassCount);

    /// <summary>Compares bits, not numbers: NaN equals NaN, and −0 differs from 0.</summary>
    private static bool Same(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual));

    /// <summary>Random scribbles with a thick pen. What they show does not matter, so no data is needed.</summary>
    private static byte[] Draw()
    {
        const int Steps = 60;
        SeededRandom random = new(64);
        byte[] pixels = new byte[Images * DigitImage.PixelCount];
        for (int i = 0; i < Images; i++)
        {
            Span<byte> image = pixels.AsSpan(i * DigitImage.PixelCount, DigitImage.PixelCount);
            int x = 4 + random.NextInt32(DigitImage.Width - 8), y = 4 + random.NextInt32(DigitImage.Height - 8);
            for (int step = 0; step < Steps; step++)
            {
                x = Math.Clamp(x + random.NextInt32(3) - 1, 4, DigitImage.Width - 5);
                y = Math.Clamp(y + random.NextInt32(3) - 1, 4, DigitImage.Height - 5);
                int place = (y * DigitImage.Width) + x;
                image[place] = byte.MaxValue;
                image[place + 1] = (byte)(128 + random.NextInt32(128));
                image[place + DigitImage.Width] = (byte)(128 + random.NextInt32(128));
            }
        }

        return pixels;
    }
}

/// <summary>The state at one moment of the measurement.</summary>
/// <param name="Elapsed">The time since the measurement began.</param>
/// <param name="Calls">Calls of the engine so far.</param>
/// <param name="Images">Images predicted so far.</param>
/// <param name="Wrong">Calls whose result differed from the expected one.</param>
/// <param name="Live">Bytes alive after a full collection.</param>
/// <param name="WorkingSet">The working set of the process in bytes.</param>
internal readonly record struct ThreadSample(TimeSpan Elapsed, long Calls, long Images, long Wrong, long Live, long WorkingSet);
