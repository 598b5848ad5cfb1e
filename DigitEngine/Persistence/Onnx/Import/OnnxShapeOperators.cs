namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>The operators that change the shape of a value or the order of its numbers.</summary>
/// <param name="constants">The graph's constants.</param>
/// <param name="images">The number of images that the graph is for; 0 if it takes any number.</param>
internal sealed class OnnxShapeOperators(OnnxConstants constants, long images)
{
    /// <summary>Pads an image with zeros, which the convolution that follows will add.</summary>
    public static OnnxValueChain Pad(OnnxNodeReader node, OnnxValueChain chain)
    {
        node.ExpectText("mode", "constant");
        node.ExpectSingle("value", 0);
        IReadOnlyList<long> pads = node.Ints("pads") ?? node.Int64s(1);
        node.Require(!node.Has(2) || node.Numbers(node.Constant(2, OnnxDataType.Float)) is [0], "pads an image with numbers other than 0");
        node.End(1, 3);
        if (pads.All(pad => pad == 0) && pads.Count == 2 * (chain.Sides.Length + 1))
        {
            return chain;
        }

        node.Require(
            pads is [0, 0, >= 0 and < 64, >= 0 and < 64, 0, 0, >= 0 and < 64, >= 0 and < 64] && chain.Sides.Length == 3,
            $"has pads {OnnxNodeReader.Show(pads)}, expected 0 to 63 for rows and columns and 0 for the others");
        return chain with { Zeros = [(int)pads[2], (int)pads[3], (int)pads[6], (int)pads[7]] };
    }

    /// <summary>Reorders the axes of an image.</summary>
    public OnnxValueChain Transpose(OnnxNodeReader node, OnnxValueChain chain)
    {
        IReadOnlyList<long>? perm = node.Ints("perm");
        int[] axes = Permutation(perm, chain.Sides.Length + 1) ?? throw node.Error("has a perm that is not an order of its input's axes");
        node.End(inputs: 1);
        node.Require(axes[0] == 0, "moves the axis of images, expected 0 first in perm");
        axes = [.. axes[1..].Select(axis => axis - 1)];
        constants.Budget.TakePlaces(node, 2L * chain.Shape.Size);
        int[] places = Places(chain.Sides, axes), order = new int[places.Length];
        bool isOurs = true;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = places[chain.Order?[i] ?? i];
            isOurs &= order[i] == i;
        }

        return chain with { Sides = [.. axes.Select(axis => chain.Sides[axis])], Order = isOurs ? null : order };
    }

    /// <summary>Flatten, Reshape, Squeeze or Unsqueeze: the same numbers in another shape.</summary>
    public OnnxValueChain Reshape(OnnxNodeReader node, OnnxValueChain chain)
    {
        long[] before = [OnnxConstants.Images, .. chain.Sides.Select(side => (long)side)];
        long[] after = node.Operator switch
        {
            "Flatten" => Flattened(node, before),
            "Reshape" => Reshaped(node, before),
            "Squeeze" => Squeeze(before, Axes(node)) ?? throw node.Error("removes the axis of images, or an axis that is not of size 1"),
            _ => Unsqueeze(before, Axes(node) ?? []) ?? throw node.Error("has axes that do not fit its input"),
        };
        bool keeps = after.Length >= 2 && after[0] == OnnxConstants.Images && !after.AsSpan(1).Contains(OnnxConstants.Images);
        long size = 1;
        for (int i = 1; keeps && i < after.Length; i++)
        {
            keeps = after[i] >= 1 && after[i] <= chain.Shape.Size;
            size = keeps ? Math.Min(size * after[i], int.MaxValue) : size;
        }

        node.Require(
            keeps && size == chain.Shape.Size,
            $"turns {Show(before)} into {Show(after)}: each image must stay one image with as many numbers");
        return chain with { Sides = [.. after[1..].Select(side => (int)side)] };
    }

    private static long[] Flattened(OnnxNodeReader node, long[] before)
    {
        long axis = node.Int("axis", 1);
        node.End(inputs: 1);
        node.Require(axis == 1 || axis == 1 - before.Length, $"has the axis {axis}, which would merge images, expected 1");
        return [before[0], SizeOf(before)];
    }

    private long[] Reshaped(OnnxNodeReader node, long[] before)
    {
        node.ExpectInt("allowzero", 0);
        long[] after = node.Int64s(1);
        node.End(inputs: 2);
        long size = SizeOf(before), known = 1;
        int open = -1;
        for (int i = 0; i < after.Length; i++)
        {
            // 0 keeps a side. A graph for a fixed number of images has that number in the first place.
            after[i] = after[i] == 0 && i < before.Length ? before[i] : after[i];
            after[i] = i == 0 && after[i] == images ? OnnxConstants.Images : after[i];
            node.Require(after[i] != -1 || open < 0, "has -1 twice in its shape");
            open = after[i] == -1 ? i : open;
            known = after[i] > 0 ? Math.Min(known * Math.Min(after[i], int.MaxValue), int.MaxValue) : known;
        }

        if (open >= 0)
        {
            after[open] = open == 0 ? OnnxConstants.Images : size / known;
        }

        return after;
    }

    /// <summary>How many numbers one image has.</summary>
    private static long SizeOf(long[] sides) => sides.Skip(1).Aggregate(1L, (product, side) => product * side);

    private static IReadOnlyList<long>? Axes(OnnxNodeReader node)
    {
        IReadOnlyList<long>? axes = node.Ints("axes") ?? (node.Has(1) ? node.Int64s(1) : null);
        node.End(1, 2);
        return axes;
    }

    /// <summary>A shape without its sides of 1 at the given axes, or without all of them; null if an axis is wrong.</summary>
    public static long[]? Squeeze(long[] sides, IReadOnlyList<long>? axes)
    {
        if (axes is null)
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

    /// <summary>A shape with further sides of 1 at the given axes of the result; null if an axis is wrong.</summary>
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

    /// <summary>A new order of axes, by default the reverse one; null if the given one is not a permutation.</summary>
    public static int[]? Permutation(IReadOnlyList<long>? axes, int count)
    {
        if (axes is null)
        {
            return [.. Enumerable.Range(0, count).Reverse()];
        }

        bool isAny = axes.Count == count && axes.Order().SequenceEqual(Enumerable.Range(0, count).Select(axis => (long)axis));
        return isAny ? [.. axes.Select(axis => (int)axis)] : null;
    }

    /// <summary>For each number, its place after the axes are reordered.</summary>
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

    /// <summary>For each number of a shape, its place if each side has the given step.</summary>
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

    private static string Show(long[] sides) =>
        "[" + string.Join(", ", sides.Take(8).Select(side => side == OnnxConstants.Images ? "N" : FormattableString.Invariant($"{side}"))) + "]";
}
