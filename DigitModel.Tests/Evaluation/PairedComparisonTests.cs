using System.Numerics;
using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

public class PairedComparisonTests
{
    [Fact]
    public void Comparison_SortsOutWhatChanged()
    {
        TestPredictions before = PredictionRows.Of((1, 1, 0.9), (2, 2, 0.9), (3, 8, 0.9), (4, 9, 0.9), (5, 3, 0.9), (6, 0, 0.9));
        TestPredictions after = PredictionRows.Of((1, 1, 0.8), (2, 7, 0.9), (3, 3, 0.9), (4, 4, 0.9), (5, 6, 0.9), (6, 0, 0.9));

        PairedComparison pairs = new(before, after);

        Assert.Equal([1], pairs.Lost);
        Assert.Equal([2, 3], pairs.Gained);
        Assert.Equal([4], pairs.ReadOtherwise);
        Assert.Equal(6, pairs.Count);

        // Of three changes one at most on a side: with even odds, always.
        Assert.Equal(1, pairs.PValue);
        Assert.False(pairs.IsSignificant);
        PairedComparison back = new(after, before);
        Assert.Equal((pairs.PValue, pairs.Lost.Count), (back.PValue, back.Gained.Count));
    }

    [Fact]
    public void Comparison_RefusesOtherImages()
    {
        TestPredictions one = PredictionRows.Of((1, 1, 0.9), (2, 2, 0.9));
        Assert.Throws<ArgumentException>(() => new PairedComparison(one, PredictionRows.Of((1, 1, 0.9))));
        Assert.Throws<ArgumentException>(() => new PairedComparison(one, PredictionRows.Of((1, 1, 0.9), (3, 2, 0.9))));
        Assert.Throws<ArgumentException>(() => new PairedComparison(one, new([0, 4], [1, 2], [.. one.Scores(0), .. one.Scores(1)])));
    }

    /// <summary>Sums of binomial coefficients, in whole numbers.</summary>
    [Fact]
    public void McNemar_AgreesWithWholeNumbers_ForAllSmallCounts()
    {
        for (int oneWay = 0; oneWay <= 40; oneWay++)
        {
            for (int otherWay = 0; otherWay <= 40; otherWay++)
            {
                Assert.Equal(Exact(oneWay, otherWay), McNemarTest.PValue(oneWay, otherWay), 1e-13);
            }
        }

        Assert.Equal(Exact(400, 480), McNemarTest.PValue(400, 480), 1e-13);
    }

    [Fact]
    public void McNemar_IsSignificant_FromSixToNoneOn()
    {
        Assert.Equal(0.0625, McNemarTest.PValue(0, 5));
        Assert.Equal(0.03125, McNemarTest.PValue(6, 0));
        Assert.Equal(1, McNemarTest.PValue(0, 0));
    }

    [Fact]
    public void FisherTwoSided_IsTwiceTheSmaller_AndAtMostOne()
    {
        Assert.Equal(2 * FisherExactTest.PValue(12, 100, 3, 100), FisherExactTest.TwoSidedPValue(3, 100, 12, 100));
        Assert.Equal(1, FisherExactTest.TwoSidedPValue(5, 100, 5, 100));
    }

    /// <summary>The ends are where the share found lies just 1.96 deviations off: p̂ − p = ± z √(p (1 − p) / n).</summary>
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(10, 10)]
    [InlineData(1987, 2000)]
    [InlineData(1, 1)]
    public void Wilson_SolvesItsEquation(int hits, int count)
    {
        double share = (double)hits / count;
        (double low, double high) = WilsonInterval.Of(share, count);

        Assert.True(low >= 0 && low <= share && share <= high && high <= 1, $"{low} {share} {high}");
        Assert.All(
            new[] { low, high }.Where(end => end is > 0 and < 1),
            end => Assert.Equal(1.959963984540054, Math.Abs(share - end) / Math.Sqrt(end * (1 - end) / count), 1e-9));
        Assert.Equal((hits == 0, hits == count), (low == 0, high == 1));
    }

    [Fact]
    public void Wilson_HasNoEndsWithoutRows() => Assert.True(double.IsNaN(WilsonInterval.Of(double.NaN, 0).Low));

    private static double Exact(int oneWay, int otherWay)
    {
        int n = oneWay + otherWay;
        BigInteger term = 1;
        BigInteger tail = 0;
        for (int k = 0; k <= Math.Min(oneWay, otherWay); k++)
        {
            tail += term;
            term = term * (n - k) / (k + 1);
        }

        return Math.Min(1, Math.Exp(BigInteger.Log(2 * tail) - (n * Math.Log(2))));
    }
}
