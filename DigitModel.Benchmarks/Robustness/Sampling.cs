using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Random distributions for corruptions and junk.</summary>
internal static class Sampling
{
    /// <summary>A normal deviate from two numbers of the stream (Box and Muller).</summary>
    public static double NextNormal(this ref SeededRandom random, double mean, double deviation)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextSingle()));
        return mean + (deviation * radius * Math.Cos(2 * Math.PI * random.NextSingle()));
    }

    /// <summary>A Poisson deviate by multiplying uniform deviates (Knuth). The number of draws grows with the mean.</summary>
    public static int NextPoisson(this ref SeededRandom random, double mean)
    {
        double limit = Math.Exp(-mean);
        double product = random.NextSingle();
        int count = 0;
        while (product > limit)
        {
            product *= random.NextSingle();
            count++;
        }

        return count;
    }

    /// <summary>−1 or 1.</summary>
    public static int NextSign(this ref SeededRandom random) => (2 * random.NextInt32(2)) - 1;

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static int NextBetween(this ref SeededRandom random, int low, int high) => low + random.NextInt32(high - low + 1);
}
