using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

public class MetricsAccumulatorTests
{
    [Fact]
    public void ToMetrics_Throws_WhenNoRowWasAdded()
    {
        MetricsAccumulator accumulator = new();
        accumulator.Add([], []);
        Assert.Throws<InvalidOperationException>(() => accumulator.ToMetrics());
    }

    [Fact]
    public void Add_CountsNothingAndNamesTheRowOfAll_WhenARowIsBad()
    {
        MetricsAccumulator accumulator = new(2);
        accumulator.Add([1, 0, 0, 1], [0, 1]);

        ArgumentException score = Assert.Throws<ArgumentException>(
            "scores", () => accumulator.Add([1, 0, 1, float.NaN], [0, 0]));
        Assert.StartsWith("Row 3 (counted from 0) scores class 1 with NaN", score.Message, StringComparison.Ordinal);
        ArgumentException label = Assert.Throws<ArgumentException>("labels", () => accumulator.Add([1, 0, 1, 0], [0, 2]));
        Assert.StartsWith("Row 3 (counted from 0) has label 2", label.Message, StringComparison.Ordinal);

        Assert.Equal(2, accumulator.ToMetrics().Count);
        Assert.Equal(1, accumulator.ToMetrics().MicroAccuracy);
    }

    [Fact]
    public void ToMetrics_GivesMetricsThatLaterRowsDoNotChange()
    {
        MetricsAccumulator accumulator = new(2);
        accumulator.Add([1, 0], [0]);
        MulticlassMetrics before = accumulator.ToMetrics();
        accumulator.Add([1, 0], [1]);

        Assert.Equal(1, before.Count);
        Assert.Equal([[1, 0], [0, 0]], before.ConfusionMatrix.Counts);
        Assert.Equal(0.5, accumulator.ToMetrics().MicroAccuracy);
    }

    [Fact]
    public void Add_AllocatesNothing()
    {
        MetricsAccumulator accumulator = new();
        float[] scores = new float[1000 * 10];
        byte[] labels = new byte[1000];
        accumulator.Add(scores, labels);

        long before = GC.GetAllocatedBytesForCurrentThread();
        accumulator.Add(scores, labels);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
