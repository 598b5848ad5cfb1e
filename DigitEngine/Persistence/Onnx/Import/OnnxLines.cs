using DigitEngine.Network;

namespace DigitEngine.Persistence;

/// <summary>What operators do to a value beside layers: moving numbers about, and factors and addends.</summary>
internal sealed class OnnxLines(OnnxConstants constants, long images)
{
    private OnnxBudget Budget => constants.Budget;

    /// <summary>The value with nothing left to do: what is pending becomes a layer.</summary>
    public static OnnxLine Flush(OnnxNodeReader node, OnnxLine line)
    {
        if (line.Pending is not ChannelAffine pending)
        {
            return line;
        }

        float[] factors = Array.ConvertAll(pending.Factors, factor => (float)factor);
        float[] addends = Array.ConvertAll(pending.Addends, addend => (float)addend);
        node.Require(
            Array.TrueForAll(factors, float.IsFinite) && Array.TrueForAll(addends, float.IsFinite),
            "comes after factors and addends that are not finite");
        return line.After(new TrainedScale(line.Shape, factors, addends, Relu: false), line.Sides, line.Order);
    }

    /// <summary>Multiplies or divides by, adds or subtracts a constant.</summary>
    /// <param name="node">Add, Sub, Mul or Div.</param>
    /// <param name="line">The other input.</param>
    /// <param name="constant">Which input is the constant.</param>
    public OnnxLine Combine(OnnxNodeReader node, OnnxLine line, int constant)
    {
        OnnxTensor tensor = node.Constant(constant, OnnxDataType.Float);
        int[] sides = node.SidesOf(tensor);
        float[] values = node.Numbers(tensor);
        Budget.TakeWeights(node, values.Length);
        node.End(inputs: 2);
        node.Require(
            constant == 1 || node.Operator is "Add" or "Mul", "takes a constant first and a value of the graph second, which is not supported");
        node.Require(node.Operator != "Div" || Array.TrueForAll(values, value => value != 0), "divides by 0");
        (line, double[] channels) = ToChannels(node, line, values, sides);
        double[] none = new double[channels.Length], ones = new double[channels.Length];
        Array.Fill(ones, 1);
        ChannelAffine affine = node.Operator switch
        {
            "Mul" => new(channels, none),
            "Div" => new(Array.ConvertAll(channels, value => 1 / value), none),
            "Add" => new(ones, channels),
            _ => new(ones, Array.ConvertAll(channels, value => -value)),
        };
        return line with { Pending = line.Pending?.Then(affine) ?? affine };
    }

    /// <summary>Normalises each channel by constants.</summary>
    public OnnxLine Normalize(OnnxNodeReader node, OnnxLine line)
    {
        double epsilon = node.Single("epsilon", 1e-5f);
        node.Single("momentum", 0.9f);
        node.ExpectInt("training_mode", 0);
        node.ExpectInt("spatial", 1);
        node.ExpectInt("is_test", 1);
        node.End(inputs: 5);
        int channels = line.Sides[0];
        int[] sides = [channels, .. Enumerable.Repeat(1, line.Sides.Length - 1)];
        Budget.TakeWeights(node, 4L * channels);
        float[] scales = node.Weights(1, channels), offsets = node.Weights(2, channels);
        float[] means = node.Weights(3, channels), variances = node.Weights(4, channels);
        float[] places = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            node.Require(variances[c] + epsilon > 0, $"has the variance {variances[c]} for channel {c}");
            places[c] = c;
        }

        // Which of the graph's channels each of ours is.
        (line, double[] from) = ToChannels(node, line, places, sides);
        double[] factors = Array.ConvertAll(from, c => scales[(int)c] / Math.Sqrt(variances[(int)c] + epsilon));
        ChannelAffine affine = new(factors, [.. from.Select((c, i) => offsets[(int)c] - (means[(int)c] * factors[i]))]);
        return line with { Pending = line.Pending?.Then(affine) ?? affine };
    }

    /// <summary>A rectifier.</summary>
    public static OnnxLine Rectify(OnnxNodeReader node, OnnxLine line)
    {
        node.End(inputs: 1);
        line = Flush(node, line);
        return line.After(new TrainedRelu(line.Shape), line.Sides, line.Order);
    }

    /// <summary>Zeros around an image, which are left to the convolution that follows.</summary>
    public static OnnxLine Pad(OnnxNodeReader node, OnnxLine line)
    {
        node.ExpectText("mode", "constant");
        node.ExpectSingle("value", 0);
        IReadOnlyList<long> pads = node.Ints("pads") ?? node.Int64s(1);
        node.Require(!node.Has(2) || node.Numbers(node.Constant(2, OnnxDataType.Float)) is [0], "puts other numbers than 0 around an image");
        node.End(1, 3);
        if (pads.All(pad => pad == 0) && pads.Count == 2 * (line.Sides.Length + 1))
        {
            return line;
        }

        node.Require(
            pads is [0, 0, >= 0 and < 64, >= 0 and < 64, 0, 0, >= 0 and < 64, >= 0 and < 64] && line.Sides.Length == 3,
            $"has pads {OnnxNodeReader.Show(pads)}, expected zeros but for rows and columns, which are 0 to 63");
        return line with { Zeros = [(int)pads[2], (int)pads[3], (int)pads[6], (int)pads[7]] };
    }

    /// <summary>Puts the axes of an image into another order.</summary>
    public OnnxLine Transpose(OnnxNodeReader node, OnnxLine line)
    {
        IReadOnlyList<long>? perm = node.Ints("perm");
        int[] axes = OnnxShapes.Permutation(perm, line.Sides.Length + 1) ?? throw node.Error("has a perm that is none of its input's axes");
        node.End(inputs: 1);
        node.Require(axes[0] == 0, "moves the axis of images, expected 0 first in perm");
        axes = [.. axes[1..].Select(axis => axis - 1)];
        Budget.TakePlaces(node, 2L * line.Shape.Size);
        int[] places = OnnxShapes.Places(line.Sides, axes), order = new int[places.Length];
        bool isOurs = true;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = places[line.Order?[i] ?? i];
            isOurs &= order[i] == i;
        }

        return line with { Sides = [.. axes.Select(axis => line.Sides[axis])], Order = isOurs ? null : order };
    }

    /// <summary>Flatten, Reshape, Squeeze or Unsqueeze: the same numbers with other sides.</summary>
    public OnnxLine Reshape(OnnxNodeReader node, OnnxLine line)
    {
        long[] before = [OnnxConstants.Images, .. line.Sides.Select(side => (long)side)];
        long[] after = node.Operator switch
        {
            "Flatten" => Flattened(node, before),
            "Reshape" => Reshaped(node, before),
            "Squeeze" => OnnxShapes.Squeeze(before, Axes(node)) ?? throw node.Error("leaves out the axis of images, or one that is not 1"),
            _ => OnnxShapes.Unsqueeze(before, Axes(node) ?? []) ?? throw node.Error("has axes that do not fit its input"),
        };
        bool keeps = after.Length >= 2 && after[0] == OnnxConstants.Images && !after.AsSpan(1).Contains(OnnxConstants.Images);
        long size = 1;
        for (int i = 1; keeps && i < after.Length; i++)
        {
            keeps = after[i] >= 1 && after[i] <= line.Shape.Size;
            size = keeps ? Math.Min(size * after[i], int.MaxValue) : size;
        }

        node.Require(
            keeps && size == line.Shape.Size,
            $"makes {Show(after)} of {Show(before)}: each image must stay one, with as many numbers");
        return line with { Sides = [.. after[1..].Select(side => (int)side)] };
    }

    private static long[] Flattened(OnnxNodeReader node, long[] before)
    {
        long axis = node.Int("axis", 1);
        node.End(inputs: 1);
        node.Require(axis == 1 || axis == 1 - before.Length, $"has the axis {axis}, which would join images, expected 1");
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
            // 0 keeps a side; a number in the first place is that of images where the graph is for so many.
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

    /// <summary>The numbers of one image.</summary>
    private static long SizeOf(long[] sides) => sides.Skip(1).Aggregate(1L, (product, side) => product * side);

    private static IReadOnlyList<long>? Axes(OnnxNodeReader node)
    {
        IReadOnlyList<long>? axes = node.Ints("axes") ?? (node.Has(1) ? node.Int64s(1) : null);
        node.End(1, 2);
        return axes;
    }

    /// <summary>
    /// A constant that is spread over a value, as one number for each of our channels. Where a vector that was an image has
    /// numbers of its own everywhere, it is one pixel of many channels.
    /// </summary>
    private (OnnxLine Line, double[] Channels) ToChannels(OnnxNodeReader node, OnnxLine line, float[] values, int[] sides)
    {
        if (values.Length == 1 && sides.Length <= line.Sides.Length + 1)
        {
            double[] same = new double[line.Shape.Channels];
            Array.Fill(same, values[0]);
            return (line, same);
        }

        int[] all = [.. Enumerable.Repeat(1, Math.Max(0, line.Sides.Length + 1 - sides.Length)), .. sides];
        bool fits = all.Length == line.Sides.Length + 1 && all[0] == 1;
        int[] steps = new int[line.Sides.Length];
        int step = 1;
        for (int i = steps.Length - 1; fits && i >= 0; i--)
        {
            fits = all[i + 1] == 1 || all[i + 1] == line.Sides[i];
            steps[i] = all[i + 1] == 1 ? 0 : step;
            step *= all[i + 1];
        }

        node.Require(fits, $"takes a constant of {Show(sides)}, which does not fit an image's {Show(line.Sides)}");
        Budget.TakePlaces(node, line.Shape.Size);
        int[] places = OnnxShapes.Places(line.Sides, steps, line.Shape.Size);
        if (Spread(line, places, values, line.Shape.Channels) is double[] channels)
        {
            return (line, channels);
        }

        node.Require(line.IsVector, "has a constant that differs within a channel of an image, which is not supported");
        line = Flush(node, line);
        line = line with { Shape = new(1, 1, line.Shape.Size) };
        return (line, Spread(line, places, values, line.Shape.Size)!);
    }

    /// <returns>One number for each channel; null if there would have to be several.</returns>
    private static double[]? Spread(OnnxLine line, int[] places, float[] values, int channels)
    {
        double[] spread = new double[channels];
        for (int i = 0; i < places.Length; i++)
        {
            float value = values[places[line.Order?[i] ?? i]];
            if (i >= channels && spread[i % channels] != value)
            {
                return null;
            }

            spread[i % channels] = value;
        }

        return spread;
    }

    private static string Show(IEnumerable<int> sides) => OnnxNodeReader.Show(sides.Select(side => (long)side));

    private static string Show(long[] sides) =>
        "[" + string.Join(", ", sides.Take(8).Select(side => side == OnnxConstants.Images ? "N" : FormattableString.Invariant($"{side}"))) + "]";
}
