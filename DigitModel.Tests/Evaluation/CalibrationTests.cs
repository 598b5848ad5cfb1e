using DigitEngine;
using DigitEngine.Evaluation;
using FsCheck;
using FsCheck.Fluent;

namespace MlNetDigits.Tests.Evaluation;

public class CalibrationTests
{
    // Sums of at most n numbers up to 2 in another order, and a few operations more: n + 8 roundings of a result up to 2.
    private static double Tolerance(int rows) => 2 * (rows + 8) / (double)(1L << 52);

    [Fact]
    public void Compute_AgreesWithThePapers() => Prop.ForAll(ScoredRows.Any, data =>
    {
        MulticlassMetrics metrics = data.Compute();
        CalibrationReference expected = new(data);
        double tolerance = Tolerance(data.Rows * data.ClassCount);

        Assert.Equal(expected.ExpectedCalibrationError, metrics.ExpectedCalibrationError, tolerance);
        Assert.Equal(expected.BrierScore, metrics.BrierScore, tolerance * data.ClassCount);
        Assert.Equal(expected.RiskCoverageArea, metrics.RiskCoverageArea, tolerance);
        for (int i = 0; i < 15; i++)
        {
            ReliabilityBin bin = metrics.Reliability[i];
            var rows = expected.Bin(i);
            Assert.Equal((i / 15.0, (i + 1) / 15.0, rows.Count), (bin.Above, bin.UpTo, (int)bin.Count));
            Assert.Equal(rows.Count == 0 ? double.NaN : rows.Average(row => row.Confidence), bin.MeanConfidence, tolerance);
            Assert.Equal(rows.Count == 0 ? double.NaN : rows.Average(row => row.Hit ? 1 : 0), bin.Accuracy, tolerance);
        }

        Assert.Equal([1, 0.995, 0.99, 0.98, 0.95, 0.9], metrics.Coverage.Select(point => point.Coverage));
        foreach (CoveragePoint point in metrics.Coverage)
        {
            int count = (int)decimal.Ceiling((decimal)point.Coverage * data.Rows);
            Assert.Equal(count, point.Count);
            Assert.Equal(expected.Accuracy(count), point.Accuracy, tolerance);
        }

        Assert.Equal(metrics.MicroAccuracy, metrics.Coverage[0].Accuracy);
    }).QuickCheckThrowOnFailure();

    /// <summary>A bin's upper end is its own; the first bin has its lower end too.</summary>
    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(0f, 0)]
    [InlineData(float.Epsilon, 0)]
    [InlineData(0.2f, 3)] // the float is a little above 3/15
    [InlineData(0.6f, 9)] // and this above 9/15
    [InlineData(0.8f, 12)] // and this above 12/15
    [InlineData(0.4f, 6)] // above 6/15
    [InlineData(0.19999999f, 2)]
    [InlineData(0.9333333f, 13)]
    [InlineData(0.93333334f, 14)]
    [InlineData(1f, 14)]
    [InlineData(float.MaxValue, 14)]
    public void Reliability_CountsARow_InTheBinOfItsConfidence(float confidence, int bin)
    {
        MulticlassMetrics metrics = MulticlassMetrics.Compute([confidence, float.MinValue], [0], 2);
        Assert.Equal(1, metrics.Reliability[bin].Count);
        Assert.Equal(1, metrics.Reliability.Sum(each => each.Count));
    }

    /// <summary>Confidences as a good network has them: many of them 1, most within 0.001 of it.</summary>
    [Fact]
    public void Coverage_IsNearThatOfSortedRows_WhenConfidencesCrowdBelowOne()
    {
        const int Rows = 3000;
        SeededRandom random = new(12);
        float[] scores = new float[2 * Rows];
        byte[] labels = new byte[Rows];
        for (int row = 0; row < Rows; row++)
        {
            float confidence = (float)(1 - (0.5 * Math.Exp(-20 * random.NextSingle())));
            scores[2 * row] = confidence;
            scores[(2 * row) + 1] = 1 - confidence;
            labels[row] = (byte)(random.NextSingle() < confidence ? 0 : 1);
        }

        ScoredRows data = new(2, scores, labels);
        MulticlassMetrics metrics = data.Compute();
        CalibrationReference expected = new(data);
        Assert.True(metrics.MicroAccuracy is > 0.95 and < 1);
        Assert.True(metrics.Coverage[^1].Accuracy > metrics.MicroAccuracy + 0.005);
        foreach (CoveragePoint point in metrics.Coverage)
        {
            double bound = (double)expected.RowsNear((int)point.Count) / point.Count;
            Assert.True(bound < 0.005);
            Assert.Equal(expected.Accuracy((int)point.Count), point.Accuracy, bound + Tolerance(Rows));
        }
    }

    /// <summary>Nine right rows are a little surer than a wrong one: 90 % of the rows are all right.</summary>
    [Theory]
    [InlineData(1e-5)]
    [InlineData(0.0007)]
    [InlineData(0.02)]
    [InlineData(0.3)]
    public void Coverage_TellsRowsApart_WhoseDistanceFromOneDiffersByAHundredth(double distance)
    {
        float[] scores = [.. Enumerable.Range(0, 10).SelectMany<int, float>(row => [(float)(1 - (distance * (row < 9 ? 1 : 1.01))), 0])];
        byte[] labels = [.. Enumerable.Range(0, 10).Select(row => (byte)(row < 9 ? 0 : 1))];
        Assert.Equal(1, MulticlassMetrics.Compute(scores, labels, 2).Coverage[^1].Accuracy);
    }

    [Fact]
    public void ExpectedCalibrationError_IsThatOfTheChance_WhenScoresAreTrueProbabilities()
    {
        // Of 100 rows given 99 %, |right − 99| is 2 · 0.99^100 = 0.732 on average.
        SeededRandom random = new(3);
        double sum = 0;
        for (int round = 0; round < 4000; round++)
        {
            byte[] labels = [.. Enumerable.Range(0, 100).Select(_ => (byte)(random.NextSingle() < 0.99 ? 0 : 1))];
            float[] scores = [.. Enumerable.Repeat<float[]>([0.99f, 0.01f], 100).SelectMany(row => row)];
            sum += MulticlassMetrics.Compute(scores, labels, 2).ExpectedCalibrationError;
        }

        // Standard deviation of one: about 0.0067; of the mean of 4,000: 0.0001.
        Assert.Equal(2 * Math.Pow(0.99, 100) / 100, sum / 4000, 5e-4);
    }
}
