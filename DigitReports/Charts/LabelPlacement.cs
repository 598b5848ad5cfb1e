namespace DigitReports.Charts;

/// <summary>Moves labels apart that would lie on each other.</summary>
internal static class LabelPlacement
{
    /// <summary>Coordinates near the wanted ones, in the same order, at least so far apart, within bounds as far as there is room.</summary>
    public static double[] Spread(ReadOnlySpan<double> wanted, double gap, double low, double high)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Length)];
        double[] keys = wanted.ToArray();
        Array.Sort(keys, order);
        double[] placed = new double[wanted.Length];

        // Downwards each label makes room for the one before; then from the bound upwards.
        double next = low;
        foreach (int index in order)
        {
            placed[index] = Math.Max(wanted[index], next);
            next = placed[index] + gap;
        }

        next = high;
        foreach (int index in order.Reverse())
        {
            placed[index] = Math.Min(placed[index], next);
            next = placed[index] - gap;
        }

        return placed;
    }
}
