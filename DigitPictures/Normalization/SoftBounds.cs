namespace DigitPictures.Normalization;

/// <summary>Where ink is, to a part of a pixel: a row that is half covered by ink is half a row of it.</summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The lower edge.</param>
internal readonly record struct SoftBounds(double Left, double Top, double Right, double Bottom)
{
    /// <summary>From the left to the right edge.</summary>
    public double Width => Right - Left;

    /// <summary>From the upper to the lower edge.</summary>
    public double Height => Bottom - Top;

    /// <summary>The bounds of all ink of a map, and those in whole places; empty where there is none.</summary>
    public static (SoftBounds Soft, PictureBounds Whole) Of(InkMap map)
    {
        byte[] columns = new byte[map.Width];
        byte[] rows = new byte[map.Height];
        for (int row = 0; row < rows.Length; row++)
        {
            ReadOnlySpan<byte> line = map.Ink.AsSpan(row * map.Width, map.Width);
            if (!line.ContainsAnyExcept((byte)0))
            {
                continue;
            }

            byte most = 0;
            for (int column = 0; column < line.Length; column++)
            {
                most = Math.Max(most, line[column]);
                columns[column] = Math.Max(columns[column], line[column]);
            }

            rows[row] = most;
        }

        (int left, int right, double softLeft, double softRight) = Edges(columns);
        (int top, int bottom, double softTop, double softBottom) = Edges(rows);
        return (new(softLeft, softTop, softRight, softBottom), new(left, top, right - left, bottom - top));
    }

    private static (int First, int End, double SoftFirst, double SoftEnd) Edges(ReadOnlySpan<byte> most)
    {
        int first = most.IndexOfAnyExcept((byte)0);
        if (first < 0)
        {
            return default;
        }

        int end = most.LastIndexOfAnyExcept((byte)0) + 1;
        int full = first;
        while (most[full] < InkMap.Strong && full < end - 1)
        {
            full++;
        }

        double softFirst = full + 1;
        for (int i = first; i <= full; i++)
        {
            softFirst -= most[i] / 255.0;
        }

        int last = end - 1;
        while (most[last] < InkMap.Strong && last > first)
        {
            last--;
        }

        double softEnd = last;
        for (int i = last; i < end; i++)
        {
            softEnd += most[i] / 255.0;
        }

        return (first, end, softFirst, softEnd);
    }
}
