namespace DigitEngine.Persistence;

/// <summary>What ONNX's operators on shapes do.</summary>
internal static class OnnxShapes
{
    /// <summary>Sides without those of 1 at the given axes, or without any of 1; null where an axis makes no sense.</summary>
    public static long[]? Squeeze(long[] sides, IReadOnlyList<long>? axes)
    {
        if (axes == null)
        {
            return [.. sides.Where(side => side != 1)];
        }

        bool[] goes = new bool[sides.Length];
        foreach (long axis in axes)
        {
            long place = axis < 0 ? axis + sides.Length : axis;
            if (place < 0 || place >= sides.Length || sides[place] != 1)
            {
                return null;
            }

            goes[place] = true;
        }

        return [.. sides.Where((_, i) => !goes[i])];
    }

    /// <summary>Sides with more of 1 at the given axes of the result; null where an axis makes no sense.</summary>
    public static long[]? Unsqueeze(long[] sides, IReadOnlyList<long> axes)
    {
        const int MostSides = 16;
        int count = sides.Length + axes.Count;
        if (count > MostSides)
        {
            return null;
        }

        bool[] comes = new bool[count];
        foreach (long axis in axes)
        {
            long place = axis < 0 ? axis + count : axis;
            if (place < 0 || place >= count || comes[place])
            {
                return null;
            }

            comes[place] = true;
        }

        int next = 0;
        return [.. comes.Select(added => added ? 1 : sides[next++])];
    }

    /// <summary>The axes in a new order, the opposite one if none is given; null if it is no order of them.</summary>
    public static int[]? Permutation(IReadOnlyList<long>? axes, int count)
    {
        if (axes == null)
        {
            return [.. Enumerable.Range(0, count).Reverse()];
        }

        bool isAny = axes.Count == count && axes.Order().SequenceEqual(Enumerable.Range(0, count).Select(axis => (long)axis));
        return isAny ? [.. axes.Select(axis => (int)axis)] : null;
    }

    /// <summary>Where each number goes when axes are put into a new order.</summary>
    public static int[] Places(int[] sides, int[] axes)
    {
        int[] steps = new int[sides.Length];
        int size = 1;
        for (int i = axes.Length - 1; i >= 0; i--)
        {
            steps[axes[i]] = size;
            size *= sides[axes[i]];
        }

        return Places(sides, steps, size);
    }

    /// <summary>For each number of some sides the place that steps along these sides lead to.</summary>
    public static int[] Places(int[] sides, int[] steps, int size)
    {
        int[] places = new int[size];
        int[] at = new int[sides.Length];
        int place = 0;
        for (int i = 1; i < size; i++)
        {
            int side = sides.Length - 1;
            while (at[side] == sides[side] - 1)
            {
                place -= at[side] * steps[side];
                at[side--] = 0;
            }

            at[side]++;
            place += steps[side];
            places[i] = place;
        }

        return places;
    }
}
