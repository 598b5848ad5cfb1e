namespace DigitEngine.Evaluation;

/// <summary>McNemar's exact test, two-sided, by the binomial distribution with probability 1/2.</summary>
internal static class McNemarTest
{
    // From the greatest term on, terms fall ever faster. What is left out is no more than a rounding error.
    private const double Negligible = 1e-18;

    /// <summary>
    /// The probability of a split at least this uneven of the images on which two networks differ, if each image is equally likely
    /// to favour either network; in [0, 1]. 1 if there are no such images.
    /// </summary>
    public static double PValue(long oneWay, long otherWay)
    {
        // All terms are relative to the middle one, so no power of two overflows and no factorial is needed.
        long n = oneWay + otherWay;
        long least = Math.Min(oneWay, otherWay);
        double total = 0;
        double tail = 0;
        double weight = 1;
        for (long x = n / 2; x >= 0 && weight > Negligible * total; x--)
        {
            // The other half is the same by symmetry. The middle term of an even n has no counterpart.
            total += 2 * x == n ? weight : 2 * weight;
            tail += x <= least ? weight : 0;
            weight *= (double)x / (n - x + 1);
        }

        return Math.Min(1, 2 * tail / total);
    }
}
