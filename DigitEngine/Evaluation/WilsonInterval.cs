namespace DigitEngine.Evaluation;

/// <summary>
/// The 95 % confidence interval of a share, estimated from a sample (Wilson 1927, "Probable Inference, the Law of Succession,
/// and Statistical Inference"). Unlike the usual ± it stays within [0, 1] and is valid near the ends.
/// </summary>
internal static class WilsonInterval
{
    /// <summary>97.5 % of a normal distribution lie below this many standard deviations.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The ends of the interval; NaN if there are no rows.</summary>
    /// <param name="share">The share in the sample, in [0, 1].</param>
    /// <param name="count">The number of rows in the sample.</param>
    public static (double Low, double High) Of(double share, long count)
    {
        double n = count;
        double middle = share + (Z * Z / (2 * n));
        double spread = Z * Math.Sqrt(((share * (1 - share)) + (Z * Z / (4 * n))) / n);
        double whole = 1 + (Z * Z / n);

        // A share of 0 or 1 is an end of the interval, which rounding might miss.
        return (share == 0 ? 0 : (middle - spread) / whole, share == 1 ? 1 : (middle + spread) / whole);
    }
}
