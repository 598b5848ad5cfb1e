namespace DigitEngine.Evaluation;

/// <summary>
/// Fisher's exact test of two proportions, one-sided: it holds for any counts, however few the errors, where tests that take
/// errors for normally distributed are far off (Fisher 1922, "On the Interpretation of χ² from Contingency Tables").
/// </summary>
internal static class FisherExactTest
{
    // Terms fall faster than geometrically from the mode on; what is left out is no more than rounding.
    private const double Negligible = 1e-18;

    /// <summary>
    /// How likely so great a difference of the two proportions, either way, would be by chance: twice the smaller one-sided
    /// p-value. In [0, 1].
    /// </summary>
    /// <inheritdoc cref="PValue" path="/param"/>
    public static double TwoSidedPValue(long errors, long count, long otherErrors, long otherCount) => Math.Min(
        1, 2 * Math.Min(PValue(errors, count, otherErrors, otherCount), PValue(otherErrors, otherCount, errors, count)));

    /// <summary>
    /// If all errors in both samples were dealt out to their rows by chance: how likely the first sample would get as many as it
    /// has, or more. In [0, 1].
    /// </summary>
    /// <param name="errors">Errors in the first sample.</param>
    /// <param name="count">Rows of the first sample, at least as many.</param>
    /// <param name="otherErrors">Errors in the other sample.</param>
    /// <param name="otherCount">Rows of the other sample, at least as many.</param>
    public static double PValue(long errors, long count, long otherErrors, long otherCount)
    {
        // The number of errors x in the first sample is hypergeometrically distributed. Everything is relative to the term
        // at the mode, which so needs no factorials: weight(x + 1) / weight(x) is a ratio of products of two.
        double rows = (double)count + otherCount;
        double allErrors = (double)errors + otherErrors;
        double least = Math.Max(0, allErrors - otherCount);
        double most = Math.Min(allErrors, count);
        double mode = Math.Clamp(Math.Floor((count + 1) * (allErrors + 1) / (rows + 2)), least, most);

        double total = 0;
        double tail = 0;
        double weight = 1;
        for (double x = mode; x <= most && weight > Negligible * total; x++)
        {
            total += weight;
            tail += x >= errors ? weight : 0;
            weight *= (allErrors - x) * (count - x) / ((x + 1) * (rows - allErrors - count + x + 1));
        }

        weight = 1;
        for (double x = mode; x > least && weight > Negligible * total; x--)
        {
            weight *= x * (rows - allErrors - count + x) / ((allErrors - x + 1) * (count - x + 1));
            total += weight;
            tail += x - 1 >= errors ? weight : 0;
        }

        return Math.Min(1, tail / total);
    }
}
