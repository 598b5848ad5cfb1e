namespace DigitPictures.Normalization;

/// <summary>
/// A digit that touches all four sides of a nearly square picture has been stretched to do so: hardly one is as wide as high.
/// Some collections are made that way, and a 1 fills such a picture.
/// </summary>
internal static class TightFit
{
    private const double MaxMargin = 0.6;
    private const double MaxAspect = 1.25;

    /// <summary>Digits are about this much narrower than high.</summary>
    private const double UsualAspect = 0.8;

    /// <summary>Strokes that are wider than this across, where the digit is 20 high, were stretched more than others.</summary>
    private const double WidestStroke = 5.5;

    private const double Narrowest = 0.25;

    /// <summary>The factor by which to narrow the ink of a map; 1 if it doesn't fill the picture.</summary>
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

    /// <summary>The mean width of strokes as rows cut them: twice the ink over the sum of its changes.</summary>
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
