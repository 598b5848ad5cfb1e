namespace DigitPictures.Normalization;

/// <summary>Bounds of ink with fractions of pixels: a row half covered by ink counts as half a row.</summary>
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

    /// <summary>The bounds of all ink in a map, with fractions and in whole pixels; empty if there is none.</summary>
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

/// <summary>
/// A digit that touches all four sides of a nearly square picture has been stretched, because hardly any digit is as wide as it
/// is high. Some collections are made that way; in them, even a 1 fills its picture.
/// </summary>
internal static class TightFit
{
    private const double MaxMargin = 0.6;
    private const double MaxAspect = 1.25;

    // The usual width of a digit over its height.
    private const double UsualAspect = 0.8;

    // Strokes wider than this, where the digit is 20 high, were stretched more than others.
    private const double WidestStroke = 5.5;

    private const double Narrowest = 0.25;

    /// <summary>The factor by which to narrow the ink; 1 if it doesn't fill the picture.</summary>
    public static double Narrowing(InkMap map, SoftBounds soft)
    {
        bool fills = soft.Left <= MaxMargin && soft.Top <= MaxMargin
            && soft.Right >= map.Width - MaxMargin && soft.Bottom >= map.Height - MaxMargin;
        if (!fills || map.Width > MaxAspect * map.Height || map.Height > MaxAspect * map.Width)
        {
            return 1;
        }

        double stroke = StrokeAcross(map) * DigitNormalizer.BoxSide / map.Width;
        return Math.Clamp(WidestStroke / stroke, Narrowest, UsualAspect);
    }

    /// <summary>The mean width of strokes along rows: twice the ink over the sum of its changes.</summary>
    private static double StrokeAcross(InkMap map)
    {
        long mass = 0;
        long changes = 0;
        for (int row = 0; row < map.Height; row++)
        {
            int before = 0;
            foreach (byte ink in map.Ink.AsSpan(row * map.Width, map.Width))
            {
                mass += ink;
                changes += Math.Abs(ink - before);
                before = ink;
            }

            changes += before;
        }

        return 2.0 * mass / changes;
    }
}
