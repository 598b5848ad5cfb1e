namespace DigitEngine.Evaluation;

/// <summary>
/// Where a share lies, with 95 % confidence, of which a sample is known (Wilson 1927, "Probable Inference, the Law of
/// Succession, and Statistical Inference"): unlike the usual ± it never leaves [0, 1] and holds near its ends.
/// </summary>
internal static class WilsonInterval
{
    /// <summary>97.5 % of a normal distribution lies below this many deviations.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The interval's ends; NaN of no rows.</summary>
    /// <param name="share">The share found, in [0, 1].</param>
    /// <param name="count">Of how many rows.</param>
    public static (double Low, double High) Of(double share, long count)
    {
        double n = count;
        double middle = share + (Z * Z / (2 * n));
        double spread = Z * Math.Sqrt(((share * (1 - share)) + (Z * Z / (4 * n))) / n);
        double whole = 1 + (Z * Z / n);

        // All or none is an end of the interval, which rounding may miss by a little.
        return (share == 0 ? 0 : (middle - spread) / whole, share == 1 ? 1 : (middle + spread) / whole);
    }
}
