using System.Numerics;
using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

public class FisherExactTestTests
{
    /// <summary>Fisher's own example: of four cups with milk first, three were found.</summary>
    [Fact]
    public void PValue_IsThatOfTheLadyTastingTea() => Assert.Equal(17.0 / 70, FisherExactTest.PValue(3, 4, 1, 4), 1e-15);

    [Fact]
    public void PValue_AgreesWithWholeNumbers_ForAllSmallCounts()
    {
        for (int count = 1; count <= 9; count += 2)
        {
            for (int otherCount = 1; otherCount <= 12; otherCount += 3)
            {
                for (int errors = 0; errors <= count; errors++)
                {
                    for (int otherErrors = 0; otherErrors <= otherCount; otherErrors++)
                    {
                        AssertExact(errors, count, otherErrors, otherCount);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(45, 10_000, 30, 10_000)]
    [InlineData(46, 10_000, 30, 10_000)]
    [InlineData(30, 10_000, 45, 10_000)]
    [InlineData(12, 2_000, 300, 60_000)]
    [InlineData(0, 2_000, 300, 60_000)]
    [InlineData(990, 1_000, 5, 3_000)]
    [InlineData(500, 1_000, 1_500, 3_000)]
    public void PValue_AgreesWithWholeNumbers(int errors, int count, int otherErrors, int otherCount) =>
        AssertExact(errors, count, otherErrors, otherCount);

    /// <summary>Where errors are many, the test is the normal one with continuity correction.</summary>
    [Fact]
    public void PValue_ComesToTheNormalOne_WhenCountsAreLarge()
    {
        // 1,000,000 rows each, 100,000 and 100,698 errors: the difference of 698 less 1 is 1.640 standard deviations.
        double rate = 200_698 / 2e6;
        double deviation = Math.Sqrt(2e6 * rate * (1 - rate));
        Assert.Equal(1.640, 697 / deviation, 1e-3);
        Assert.Equal(0.0505, FisherExactTest.PValue(100_698, 1_000_000, 100_000, 1_000_000), 2e-4);
    }

    /// <summary>Of 2⁴⁰ terms all but some millions are left out; to add up all of them would take an hour and more.</summary>
    [Fact]
    public async Task PValue_LooksAtFewTerms_HoweverManyRowsThereAre()
    {
        const long rows = 1L << 40;
        double value = await Task.Run(() => FisherExactTest.PValue(rows / 2, rows, rows / 2, rows)).WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(0.5, value, 1e-5);
    }

    private static void AssertExact(int errors, int count, int otherErrors, int otherCount)
    {
        BigInteger tail = 0;
        int all = errors + otherErrors;
        for (int x = errors; x <= Math.Min(all, count); x++)
        {
            if (all - x <= otherCount)
            {
                tail += Choose(count, x) * Choose(otherCount, all - x);
            }
        }

        double expected = Math.Exp(BigInteger.Log(tail) - BigInteger.Log(Choose(count + otherCount, all)));
        Assert.Equal(expected, FisherExactTest.PValue(errors, count, otherErrors, otherCount), 1e-9);
    }

    private static BigInteger Choose(int n, int k)
    {
        BigInteger result = 1;
        for (int i = 1; i <= Math.Min(k, n - k); i++)
        {
            result = result * (n - i + 1) / i;
        }

        return result;
    }
}
