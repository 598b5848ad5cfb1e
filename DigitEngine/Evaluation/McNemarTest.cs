namespace DigitEngine.Evaluation;

/// <summary>McNemar's exact test: two-sided, by the binomial distribution of even odds.</summary>
internal static class McNemarTest
{
    // Terms fall from the greatest on, the faster the further; what is left out is no more than rounding.
    private const double Negligible = 1e-18;

    /// <summary>
    /// How likely, of so many images on which two networks differ, they would be divided as unevenly as this or more, were each
    /// as likely to go one way as the other. In [0, 1]; 1 where they differ on none.
    /// </summary>
    public static double PValue(long oneWay, long otherWay)
    {
        // Relative to the term in the middle of n: no power of two overflows and no factorial is needed.
        long n = oneWay + otherWay;
        long least = Math.Min(oneWay, otherWay);
        double total = 0;
        double tail = 0;
        double weight = 1;
        for (long x = n / 2; x >= 0 && weight > Negligible * total; x--)
        {
            // The other half is the same by symmetry; the middle of an even n has no counterpart.
            total += 2 * x == n ? weight : 2 * weight;
            tail += x <= least ? weight : 0;
            weight *= (double)x / (n - x + 1);
        }

        return Math.Min(1, 2 * tail / total);
    }
}
