using DigitEngine;
using DigitEngine.Evaluation;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Evaluation;

public class MulticlassMetricsPropertyTests
{
    // Half the distance between 1 and the next double: the most that one operation is wrong by, relatively.
    private const double Unit = 1.0 / (1L << 53);

    [Fact]
    public void Compute_AgreesWithTheTextbook() => Check(data =>
    {
        MulticlassMetrics metrics = data.Compute();
        MetricsReference expected = new(data);
        int n = data.Rows;

        Assert.Equal(n, metrics.Count);
        Assert.Equal(expected.MicroAccuracy, metrics.MicroAccuracy);
        Assert.Equal(expected.MacroAccuracy, metrics.MacroAccuracy, SumTolerance(data.ClassCount, 1));
        Assert.Equal(expected.LogLoss, metrics.LogLoss, SumTolerance(n, expected.LogLoss));
        AssertReduction(expected, metrics, data);
        for (int i = 0; i < data.ClassCount; i++)
        {
            ClassMetrics c = metrics.PerClass[i];
            Assert.Equal(i, c.Label);
            Assert.Equal(expected.Support(i), c.Support);
            Assert.Equal(expected.Precision(i), c.Precision);
            Assert.Equal(expected.Recall(i), c.Recall);
            Assert.Equal(expected.F1(i), c.F1, 8 * Unit);
            Assert.Equal(expected.PerClassLogLoss(i), c.LogLoss, SumTolerance(n, expected.PerClassLogLoss(i)));
            Assert.Equal(c.LogLoss, metrics.PerClassLogLoss[i]);
            Assert.Equal(expected.TopKAccuracy(i + 1), metrics.TopKAccuracyForAllK[i]);
            for (int j = 0; j < data.ClassCount; j++)
            {
                Assert.Equal(expected.Count(i, j), metrics.ConfusionMatrix.Counts[i][j]);
            }
        }
    });

    [Fact]
    public void MicroAccuracy_IsTheTraceOverTheTotal() => Check(data =>
    {
        MulticlassMetrics metrics = data.Compute();
        IReadOnlyList<IReadOnlyList<double>> counts = metrics.ConfusionMatrix.Counts;
        Assert.Equal(metrics.Count, counts.Sum(row => row.Sum()));
        Assert.Equal(counts.Select((row, i) => row[i]).Sum() / counts.Sum(row => row.Sum()), metrics.MicroAccuracy);
        Assert.Equal(metrics.PerClass.Select(c => (double)c.Support), counts.Select(row => row.Sum()));
    });

    [Fact]
    public void TopKAccuracyForAllK_RisesFromMicroAccuracyToOne() => Check(data =>
    {
        MulticlassMetrics metrics = data.Compute();
        Assert.Equal(metrics.MicroAccuracy, metrics.TopKAccuracyForAllK[0]);
        Assert.Equal(metrics.TopKAccuracyForAllK.Order(), metrics.TopKAccuracyForAllK);
        Assert.Equal(1, metrics.TopKAccuracyForAllK[^1]);
        Assert.Equal(data.ClassCount, metrics.TopKAccuracyForAllK.Count);
    });

    [Fact]
    public void Compute_DoesNotDependOnTheOrderOfRows() => Check(data =>
    {
        int[] order = [.. Enumerable.Range(0, data.Rows)];
        SeededRandom.For(5, RandomPurpose.Shuffle).Shuffle<int>(order);
        MulticlassMetrics expected = data.Compute();
        MulticlassMetrics actual = data.InOrder(order).Compute();

        Assert.Equal(expected.ConfusionMatrix.Counts, actual.ConfusionMatrix.Counts);
        Assert.Equal(expected.TopKAccuracyForAllK, actual.TopKAccuracyForAllK);
        Assert.Equal(expected.MacroAccuracy, actual.MacroAccuracy);
        Assert.Equal(expected.LogLoss, actual.LogLoss, SumTolerance(data.Rows, expected.LogLoss));
    });

    [Fact]
    public void Add_GivesTheSameBits_HoweverTheRowsAreCut() => Check(data =>
    {
        MetricsAccumulator accumulator = new(data.ClassCount);
        int done = 0;
        for (int size = 0; done < data.Rows; size++)
        {
            int rows = Math.Min(size, data.Rows - done);
            accumulator.Add(
                data.Scores.AsSpan(done * data.ClassCount, rows * data.ClassCount), data.Labels.AsSpan(done, rows));
            done += rows;
        }

        MulticlassMetrics expected = data.Compute();
        MulticlassMetrics actual = accumulator.ToMetrics();
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.LogLoss, actual.LogLoss);
        Assert.Equal(expected.LogLossReduction, actual.LogLossReduction);
        Assert.Equal(expected.PerClass, actual.PerClass);
        Assert.Equal(expected.TopKAccuracyForAllK, actual.TopKAccuracyForAllK);
        Assert.Equal(expected.ConfusionMatrix.Counts, actual.ConfusionMatrix.Counts);
    });

    private static void Check(Action<ScoredRows> property) =>
        Prop.ForAll(ScoredRows.Any, property).QuickCheckThrowOnFailure();

    /// <summary>
    /// How far two means of the same <paramref name="count"/> non-negative numbers may lie apart when summed in different
    /// orders: each sum is wrong by count − 1 roundings at most, each quotient by one, relatively to the mean.
    /// </summary>
    private static double SumTolerance(int count, double mean) => 2 * (count + 1) * Unit * mean;

    private static void AssertReduction(MetricsReference expected, MulticlassMetrics metrics, ScoredRows data)
    {
        double prior = expected.PriorLogLoss;
        if (prior == 0)
        {
            Assert.Equal(double.NaN, metrics.LogLossReduction);
            return;
        }

        // The log of a rounded frequency is wrong by one Unit absolutely, besides its own rounding; hence the 1.
        double tolerance = (2 * (data.Rows + data.ClassCount + 4) * Unit * (1 + prior + expected.LogLoss) / prior)
            * (1 + (expected.LogLoss / prior));
        Assert.Equal((prior - expected.LogLoss) / prior, metrics.LogLossReduction, tolerance);
    }
}
