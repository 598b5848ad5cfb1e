namespace DigitEngine.Evaluation;

/// <summary>
/// Fisher's exact test of two proportions (Fisher 1922, "On the Interpretation of χ² from Contingency Tables"). It is valid for
/// any counts. Tests that assume a normal distribution are far off if there are few errors.
/// </summary>
internal static class FisherExactTest
{
    // From the mode on, terms fall faster than geometrically. What is left out is no more than a rounding error.
    private const double Negligible = 1e-18;

    /// <summary>
    /// The probability of a difference this large between the two proportions, in either direction, by chance: twice the smaller
    /// one-sided p-value, in [0, 1].
    /// </summary>
    /// <inheritdoc cref="PValue" path="/param"/>
    public static double TwoSidedPValue(long errors, long count, long otherErrors, long otherCount) => Math.Min(
        1, 2 * Math.Min(PValue(errors, count, otherErrors, otherCount), PValue(otherErrors, otherCount, errors, count)));

    /// <summary>
    /// The probability that the first sample gets at least as many errors as it has, if all errors of both samples are assigned
    /// to rows by chance; in [0, 1].
    /// </summary>
    /// <param name="errors">Errors in the first sample.</param>
    /// <param name="count">Rows of the first sample, at least as many as its errors.</param>
    /// <param name="otherErrors">Errors in the other sample.</param>
    /// <param name="otherCount">Rows of the other sample, at least as many as its errors.</param>
    public static double PValue(long errors, long count, long otherErrors, long otherCount)
    {
        // The number of errors x in the first sample has a hypergeometric distribution. All terms are relative to the one at
        // the mode, so no factorials are needed: weight(x + 1) / weight(x) is a ratio of products of two numbers.
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
