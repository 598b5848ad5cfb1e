using DigitEngine.Prediction;
using MlNetDigits.Benchmarks.Threads;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Benchmarks;

/// <summary>A second of what <c>DigitModel.Benchmarks -- threads</c> does for a minute; docs/testing.md tells how.</summary>
public class ThreadLoadTests
{
    private const int Threads = 64;

    /// <summary>Far less than any workspace takes; what a batch asks of the thread pool, and outputs, are far below it.</summary>
    private const double MostAllocation = 2000;

    [Fact]
    public void Run_FindsTheBitsOfOneThread_UnderSixtyFour()
    {
        ThreadLoad load = new(new PredictionEngine(SampleNetworks.File()), new PredictionEngine(SampleNetworks.File()));

        ThreadSample end = load.Run(Threads, TimeSpan.FromSeconds(1), samples: 2)[^1];

        Assert.Equal(0, end.Wrong);
        Assert.InRange(end.Calls, Threads, long.MaxValue);

        // Other tests' memory comes and goes beside; that of these threads' own calls does not.
        Assert.InRange(load.AllocatedPerCall, 0, MostAllocation);
    }

    [Fact]
    public void Run_TellsOfResultsThatAreOthers()
    {
        ThreadLoad load = new(new PredictionEngine(SampleNetworks.File()), new PredictionEngine(SampleNetworks.File(seed: 2)));

        ThreadSample end = load.Run(2, TimeSpan.FromSeconds(0.1), samples: 1)[^1];

        Assert.Equal(end.Calls, end.Wrong);
        Assert.InRange(end.Calls, 1, long.MaxValue);
    }
}
