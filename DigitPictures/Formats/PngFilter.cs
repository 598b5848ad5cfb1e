namespace DigitPictures.Formats;

/// <summary>Undoes a PNG's filters: each byte was written as its difference from what its neighbours foretell.</summary>
internal static class PngFilter
{
    /// <summary>Undoes one row's filter in place.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The row.</param>
    /// <param name="above">The row above it, as it was before filtering; zeros above the first.</param>
    /// <param name="distance">Bytes to the pixel on the left.</param>
    /// <returns>Whether there is such a filter.</returns>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (int i = distance; i < row.Length; i++)
                {
                    row[i] += row[i - distance];
                }

                return true;
            case 2:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                return true;
            case 3:
                UndoAverage(row, above, distance);
                return true;
            case 4:
                UndoPaeth(row, above, distance);
                return true;
            default:
                return false;
        }
    }

    private static void UndoAverage(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        int first = Math.Min(distance, row.Length);
        for (int i = 0; i < first; i++)
        {
            row[i] += (byte)(above[i] / 2);
        }

        for (int i = first; i < row.Length; i++)
        {
            row[i] += (byte)((row[i - distance] + above[i]) / 2);
        }
    }

    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        int first = Math.Min(distance, row.Length);
        for (int i = 0; i < first; i++)
        {
            row[i] += above[i];
        }

        for (int i = first; i < row.Length; i++)
        {
            row[i] += Paeth(row[i - distance], above[i], above[i - distance]);
        }
    }

    // The neighbour that is nearest to left + up - corner; in doubt the one named first.
    private static byte Paeth(int left, int up, int corner)
    {
        int fromLeft = Math.Abs(up - corner);
        int fromUp = Math.Abs(left - corner);
        int fromCorner = Math.Abs(left + up - corner - corner);
        if (fromLeft <= fromUp && fromLeft <= fromCorner)
        {
            return (byte)left;
        }

        return (byte)(fromUp <= fromCorner ? up : corner);
    }
}
