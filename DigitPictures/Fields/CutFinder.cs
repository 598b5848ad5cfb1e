using DigitPictures.Normalization;

namespace DigitPictures.Fields;

/// <summary>
/// Finds where a group of ink may be cut in two. Near each of many positions along the group, it finds the path from top to
/// bottom that crosses the least ink, following the slant of the writing. A path goes around ink where it can, like the
/// "drop fall" method, and takes the shortest way through where it can't. The cheapest paths that are far enough apart are
/// the cuts.
/// </summary>
internal static class CutFinder
{
    // Shares of the line height: the step from one position to the next, and how far a path may stray from the straight line.
    private const double Step = 0.05;
    private const double Reach = 0.18;

    // The least distance of two cuts as a share of the line height, and the least ink on either side as a share of its square.
    private const double MinDistance = 0.08;
    private const double MinArea = 0.02;

    // A path that crosses more ink than this share of the line height is no cut.
    private const double MaxCost = 0.7;

    // The cost of moving sideways by a column, and of being a full reach away from the straight line, in rows of ink.
    private const float MoveCost = 0.1f;
    private const float StrayCost = 0.03f;

    private const double MaxCutsPerHeight = 5;
    private const int MaxCuts = 24;

    /// <summary>Finds the cuts of a group.</summary>
    /// <param name="ink">The field.</param>
    /// <param name="group">The index of the group.</param>
    /// <returns>The cuts from left to right.</returns>
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
            int[] columns = FindPath(grid, ink, own.Bounds, place, reach);
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

        int most = (int)Math.Min(MaxCuts, Math.Ceiling(MaxCutsPerHeight * own.Width / height));
        return SelectApart(found, MinDistance * height, most);
    }

    /// <summary>Selects the cheapest cuts that are far enough apart, from left to right.</summary>
    private static Cut[] SelectApart(List<Cut> found, double distance, int most)
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

    /// <summary>Finds the cheapest path near a straight line by dynamic programming, row by row.</summary>
    private static int[] FindPath(InkGrid grid, FieldInk ink, PictureBounds bounds, double place, int reach)
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

/// <summary>A path through a group of ink from top to bottom.</summary>
/// <param name="Columns">For each row of the group, the column of the map to the right of the cut.</param>
/// <param name="Place">The mean position along the line.</param>
/// <param name="Cost">The ink that it crosses, as a share of the line height.</param>
internal sealed record Cut(int[] Columns, double Place, double Cost);

/// <summary>
/// The ink of one group in its own rows and columns, with precomputed sums. A path runs between columns: where it is before
/// column c, columns 0 to c - 1 are on its left.
/// </summary>
internal sealed class InkGrid
{
    private readonly int _width;
    private readonly int _height;

    // Rows of width + 2: ink from 0 to 1, with an empty column on either side.
    private readonly float[] _ink;

    // Rows of width + 1: the sum of the ink before each column.
    private readonly float[] _before;

    // Rows of width + 1: the sum, before each column, of the ink that a move along the upper edge of the row crosses.
    private readonly float[] _edge;

    private InkGrid(int width, int height)
    {
        _width = width;
        _height = height;
        _ink = new float[(width + 2) * height];
        _before = new float[(width + 1) * height];
        _edge = new float[(width + 1) * height];
    }

    /// <summary>The sum of all ink.</summary>
    public double Total { get; private set; }

    /// <summary>Collects the ink of a group.</summary>
    public static InkGrid Of(FieldInk ink, int group)
    {
        PictureBounds bounds = ink.Groups[group].Bounds;
        InkMap map = ink.Map;
        InkGrid grid = new(bounds.Width, bounds.Height);
        for (int row = 0; row < bounds.Height; row++)
        {
            int from = ((bounds.Top + row) * map.Width) + bounds.Left;
            Span<float> to = grid._ink.AsSpan((row * (bounds.Width + 2)) + 1, bounds.Width);
            for (int column = 0; column < to.Length; column++)
            {
                to[column] = ink.Owner[from + column] == group + 1 ? map.Ink[from + column] / 255f : 0;
            }
        }

        grid.Sum();
        return grid;
    }

    /// <summary>The nearest column that a path can be before.</summary>
    public int Clamp(int column) => Math.Clamp(column, 0, _width);

    /// <summary>The ink that a path crosses within a row.</summary>
    public float Through(int row, int column)
    {
        int place = (row * (_width + 2)) + column;
        return Math.Min(_ink[place], _ink[place + 1]);
    }

    /// <summary>The ink that a path crosses between the row above and this row, where it moves to another column.</summary>
    public float Between(int row, int fromColumn, int toColumn) =>
        Math.Abs(_edge[(row * (_width + 1)) + fromColumn] - _edge[(row * (_width + 1)) + toColumn]);

    /// <summary>The ink on the left of a path.</summary>
    public double LeftOf(ReadOnlySpan<int> columns)
    {
        double sum = 0;
        for (int row = 0; row < columns.Length; row++)
        {
            sum += _before[(row * (_width + 1)) + columns[row]];
        }

        return sum;
    }

    private void Sum()
    {
        for (int row = 0; row < _height; row++)
        {
            ReadOnlySpan<float> here = _ink.AsSpan((row * (_width + 2)) + 1, _width);
            ReadOnlySpan<float> above = row > 0 ? _ink.AsSpan(((row - 1) * (_width + 2)) + 1, _width) : default;
            Span<float> before = _before.AsSpan(row * (_width + 1), _width + 1);
            Span<float> edge = _edge.AsSpan(row * (_width + 1), _width + 1);
            for (int column = 0; column < _width; column++)
            {
                before[column + 1] = before[column] + here[column];
                edge[column + 1] = edge[column] + (row > 0 ? Math.Min(here[column], above[column]) : 0);
            }

            Total += before[_width];
        }
    }
}
