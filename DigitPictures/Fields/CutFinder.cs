using DigitPictures;

namespace DigitPictures.Fields;

/// <summary>
/// Finds where a group of ink may be cut in two: near each of many places along it, the way from top to bottom through the least
/// ink, in the direction of the writing's slant and a little to either side of it. It goes around whatever it can, as a
/// "drop fall" does, and where it can't, it takes the shortest way through. The cheapest ways that are some distance apart
/// are the cuts.
/// </summary>
internal static class CutFinder
{
    /// <summary>
    /// All as shares of the line's height: from one place that is tried to the next, and how far a way may stray.
    /// </summary>
    private const double Step = 0.05;
    private const double Reach = 0.18;

    /// <summary>
    /// Two cuts are at least this far apart, and what either cuts off has this share of the height's square in ink.
    /// </summary>
    private const double MinDistance = 0.08;
    private const double MinArea = 0.02;

    /// <summary>A way through more ink than this, as a share of the line's height, is no cut.</summary>
    private const double MaxCost = 0.7;

    /// <summary>What it costs to move aside by a column, and to be a reach away from the straight way, in rows of ink.</summary>
    private const float MoveCost = 0.1f;
    private const float StrayCost = 0.03f;

    private const double MaxCutsPerHeight = 5;
    private const int MaxCuts = 24;

    /// <summary>Finds the cuts of a group.</summary>
    /// <param name="ink">The field.</param>
    /// <param name="group">The group's number.</param>
    /// <returns>Cuts from left to right.</returns>
    public static Cut[] Find(FieldInk ink, int group)
    {
        InkGroup own = ink.Groups[group];
        double height = ink.Line.Height;
        InkGrid grid = InkGrid.Of(ink, group);
        int reach = Math.Max(1, (int)Math.Round(Reach * height));
        double step = Math.Max(1, Step * height);
        List<Cut> found = [];
        for (double place = own.Left + step; place < own.Right - step; place += step)
        {
            int[] columns = Way(grid, ink, own.Bounds, place, reach);
            double cut = 0;
            double along = 0;
            for (int row = 0; row < columns.Length; row++)
            {
                cut += grid.Through(row, columns[row]);
                if (row > 0)
                {
                    cut += grid.Between(row, columns[row - 1], columns[row]);
                }

                along += FieldInk.Along(columns[row] + own.Bounds.Left, row + own.Bounds.Top, ink.Slope, ink.Map.Height);
            }

            double left = grid.LeftOf(columns);
            double least = MinArea * height * height;
            if (cut > MaxCost * height || left < least || grid.Total - left < least)
            {
                continue;
            }

            for (int row = 0; row < columns.Length; row++)
            {
                columns[row] += own.Bounds.Left;
            }

            found.Add(new(columns, along / columns.Length, cut / height));
        }

        return Apart(found, MinDistance * height, (int)Math.Min(MaxCuts, Math.Ceiling(MaxCutsPerHeight * own.Width / height)));
    }

    /// <summary>The cheapest ones that are apart, from left to right.</summary>
    private static Cut[] Apart(List<Cut> found, double distance, int most)
    {
        List<Cut> kept = [];
        foreach (Cut cut in found.OrderBy(cut => cut.Cost))
        {
            if (kept.Count < most && kept.TrueForAll(other => Math.Abs(other.Place - cut.Place) >= distance))
            {
                kept.Add(cut);
            }
        }

        kept.Sort((a, b) => a.Place.CompareTo(b.Place));
        return [.. kept];
    }

    /// <summary>The cheapest way near a straight one, by dynamic programming from row to row.</summary>
    private static int[] Way(InkGrid grid, FieldInk ink, PictureBounds bounds, double place, int reach)
    {
        int breadth = (2 * reach) + 1;
        float[] costs = new float[breadth];
        float[] before = new float[breadth];
        sbyte[] moves = new sbyte[bounds.Height * breadth];
        int straightBefore = 0;
        for (int row = 0; row < bounds.Height; row++)
        {
            int straight = Straight(ink, bounds, place, row);
            for (int i = 0; i < breadth; i++)
            {
                int column = grid.Clamp(straight + i - reach);
                float best = row == 0 ? 0 : float.PositiveInfinity;
                for (int move = -1; move <= 1 && row > 0; move++)
                {
                    if (i + move < 0 || i + move >= breadth)
                    {
                        continue;
                    }

                    int from = grid.Clamp(straightBefore + i + move - reach);
                    float cost = before[i + move] + grid.Between(row, from, column) + (MoveCost * Math.Abs(move));
                    if (cost < best)
                    {
                        best = cost;
                        moves[(row * breadth) + i] = (sbyte)move;
                    }
                }

                costs[i] = best + grid.Through(row, column) + (StrayCost * Math.Abs(i - reach) / reach);
            }

            (before, costs) = (costs, before);
            straightBefore = straight;
        }

        int[] columns = new int[bounds.Height];
        int end = before.AsSpan().IndexOf(before.Min());
        for (int row = bounds.Height - 1; row >= 0; row--)
        {
            columns[row] = grid.Clamp(Straight(ink, bounds, place, row) + end - reach);
            end += moves[(row * breadth) + end];
        }

        return columns;
    }

    private static int Straight(FieldInk ink, PictureBounds bounds, double place, int row) =>
        (int)Math.Round(place - FieldInk.Along(bounds.Left, row + bounds.Top, ink.Slope, ink.Map.Height));
}
