namespace DigitPictures.Normalization;

/// <summary>Thresholds and quantiles of counted values.</summary>
internal static class Histogram
{
    /// <summary>
    /// Otsu's threshold: the last value of the lower of two classes, chosen to maximize the variance between them.
    /// </summary>
    /// <param name="counts">How often each value occurs.</param>
    public static int Split(ReadOnlySpan<int> counts) => Split(counts, out _);

    /// <inheritdoc cref="Split(ReadOnlySpan{int})"/>
    /// <param name="counts">How often each value occurs.</param>
    /// <param name="explained">
    /// The share of the variance that lies between the classes: 1 for two values, 3/4 for a uniform distribution.
    /// </param>
    public static int Split(ReadOnlySpan<int> counts, out double explained)
    {
        long total = 0;
        long weighted = 0;
        double squares = 0;
        for (int value = 0; value < counts.Length; value++)
        {
            total += counts[value];
            weighted += (long)counts[value] * value;
            squares += (double)counts[value] * value * value;
        }

        long below = 0;
        long weightedBelow = 0;
        double best = -1;
        int first = 0;
        int last = 0;
        for (int value = 0; value < counts.Length - 1; value++)
        {
            below += counts[value];
            weightedBelow += (long)counts[value] * value;
            if (below == 0 || below == total)
            {
                continue;
            }

            double difference = ((double)weightedBelow / below) - ((double)(weighted - weightedBelow) / (total - below));
            double between = difference * difference * below * (total - below);
            if (between > best)
            {
                best = between;
                first = value;
            }

            // All values within a gap split equally well. The middle of the gap is returned.
            if (between >= best)
            {
                last = value;
            }
        }

        double variance = (squares * total) - ((double)weighted * weighted);
        explained = variance > 0 ? best / variance : 0;
        return (first + last) / 2;
    }

    /// <summary>The smallest value with at least the given share of all values at or below it.</summary>
    /// <param name="counts">How often each value occurs.</param>
    /// <param name="share">From 0 to 1.</param>
    public static int Quantile(ReadOnlySpan<int> counts, double share)
    {
        long total = 0;
        foreach (int count in counts)
        {
            total += count;
        }

        long wanted = Math.Max(1, (long)Math.Ceiling(share * total));
        long seen = 0;
        for (int value = 0; value < counts.Length; value++)
        {
            seen += counts[value];
            if (seen >= wanted)
            {
                return value;
            }
        }

        return counts.Length - 1;
    }
}
