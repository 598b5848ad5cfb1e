using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>
/// What several operators do together to each channel: a factor, then an addend. Kept in <c>double</c> until a layer is made
/// of it.
/// </summary>
internal sealed record ChannelAffine(double[] Factors, double[] Addends)
{
    public static ChannelAffine Of(int channels, double factor, double addend)
    {
        double[] factors = new double[channels], addends = new double[channels];
        Array.Fill(factors, factor);
        Array.Fill(addends, addend);
        return new(factors, addends);
    }

    /// <summary>This, and then another.</summary>
    public ChannelAffine Then(ChannelAffine next)
    {
        double[] factors = new double[Factors.Length], addends = new double[Factors.Length];
        for (int c = 0; c < factors.Length; c++)
        {
            factors[c] = Factors[c] * next.Factors[c];
            addends[c] = (Addends[c] * next.Factors[c]) + next.Addends[c];
        }

        return new(factors, addends);
    }

    /// <summary>The one positive factor that it consists of, or null.</summary>
    public double? AsFactor()
    {
        bool is1 = Factors[0] > 0;
        for (int c = 0; is1 && c < Factors.Length; c++)
        {
            is1 = Factors[c] == Factors[0] && Addends[c] == 0;
        }

        return is1 ? Factors[0] : null;
    }
}

/// <summary>What operators do to a value beside layers: moving numbers about, and factors and addends.</summary>
internal sealed class OnnxAffineOperators(OnnxConstants constants)
{
    private OnnxBudget Budget => constants.Budget;

    /// <summary>The value with nothing left to do: what is pending becomes a layer.</summary>
    public static OnnxValueChain Flush(OnnxNodeReader node, OnnxValueChain chain)
    {
        if (chain.Pending is not ChannelAffine pending)
        {
            return chain;
        }

        float[] factors = Array.ConvertAll(pending.Factors, factor => (float)factor);
        float[] addends = Array.ConvertAll(pending.Addends, addend => (float)addend);
        node.Require(
            Array.TrueForAll(factors, float.IsFinite) && Array.TrueForAll(addends, float.IsFinite),
            "comes after factors and addends that are not finite");
        return chain.After(new TrainedScale(chain.Shape, factors, addends, Relu: false), chain.Sides, chain.Order);
    }

    /// <summary>Multiplies or divides by, adds or subtracts a constant.</summary>
    /// <param name="node">Add, Sub, Mul or Div.</param>
    /// <param name="chain">The other input.</param>
    /// <param name="constant">Which input is the constant.</param>
    public OnnxValueChain Combine(OnnxNodeReader node, OnnxValueChain chain, int constant)
    {
        OnnxTensor tensor = node.Constant(constant, OnnxDataType.Float);
        int[] sides = node.SidesOf(tensor);
        float[] values = node.Numbers(tensor);
        Budget.TakeWeights(node, values.Length);
        node.End(inputs: 2);
        node.Require(
            constant == 1 || node.Operator is "Add" or "Mul", "takes a constant first and a value of the graph second, which is not supported");
        node.Require(node.Operator != "Div" || Array.TrueForAll(values, value => value != 0), "divides by 0");
        (chain, double[] channels) = ToChannels(node, chain, values, sides);
        double[] none = new double[channels.Length], ones = new double[channels.Length];
        Array.Fill(ones, 1);
        ChannelAffine affine = node.Operator switch
        {
            "Mul" => new(channels, none),
            "Div" => new(Array.ConvertAll(channels, value => 1 / value), none),
            "Add" => new(ones, channels),
            _ => new(ones, Array.ConvertAll(channels, value => -value)),
        };
        return chain with { Pending = chain.Pending?.Then(affine) ?? affine };
    }

    /// <summary>Normalises each channel by constants.</summary>
    public OnnxValueChain Normalize(OnnxNodeReader node, OnnxValueChain chain)
    {
        double epsilon = node.Single("epsilon", 1e-5f);
        node.Single("momentum", 0.9f);
        node.ExpectInt("training_mode", 0);
        node.ExpectInt("spatial", 1);
        node.ExpectInt("is_test", 1);
        node.End(inputs: 5);
        int channels = chain.Sides[0];
        int[] sides = [channels, .. Enumerable.Repeat(1, chain.Sides.Length - 1)];
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
        (chain, double[] from) = ToChannels(node, chain, places, sides);
        double[] factors = Array.ConvertAll(from, c => scales[(int)c] / Math.Sqrt(variances[(int)c] + epsilon));
        ChannelAffine affine = new(factors, [.. from.Select((c, i) => offsets[(int)c] - (means[(int)c] * factors[i]))]);
        return Flush(node, chain with { Pending = chain.Pending?.Then(affine) ?? affine });
    }

    /// <summary>A rectifier.</summary>
    public static OnnxValueChain Rectify(OnnxNodeReader node, OnnxValueChain chain)
    {
        node.End(inputs: 1);
        chain = Flush(node, chain);
        return chain.After(new TrainedRelu(chain.Shape), chain.Sides, chain.Order);
    }

    /// <summary>
    /// A constant that is spread over a value, as one number for each of our channels. Where a vector that was an image has
    /// numbers of its own everywhere, it is one pixel of many channels.
    /// </summary>
    private (OnnxValueChain Chain, double[] Channels) ToChannels(OnnxNodeReader node, OnnxValueChain chain, float[] values, int[] sides)
    {
        if (values.Length == 1 && sides.Length <= chain.Sides.Length + 1)
        {
            double[] same = new double[chain.Shape.Channels];
            Array.Fill(same, values[0]);
            return (chain, same);
        }

        int[] all = [.. Enumerable.Repeat(1, Math.Max(0, chain.Sides.Length + 1 - sides.Length)), .. sides];
        bool fits = all.Length == chain.Sides.Length + 1 && all[0] == 1;
        int[] steps = new int[chain.Sides.Length];
        int step = 1;
        for (int i = steps.Length - 1; fits && i >= 0; i--)
        {
            fits = all[i + 1] == 1 || all[i + 1] == chain.Sides[i];
            steps[i] = all[i + 1] == 1 ? 0 : step;
            step *= all[i + 1];
        }

        node.Require(fits, $"takes a constant of {Show(sides)}, which does not fit an image's {Show(chain.Sides)}");
        Budget.TakePlaces(node, chain.Shape.Size);
        int[] places = OnnxShapeOperators.Places(chain.Sides, steps, chain.Shape.Size);
        if (Spread(chain, places, values, chain.Shape.Channels) is double[] channels)
        {
            return (chain, channels);
        }

        node.Require(chain.IsVector, "has a constant that differs within a channel of an image, which is not supported");
        chain = Flush(node, chain);
        chain = chain with { Shape = new(1, 1, chain.Shape.Size) };
        return (chain, Spread(chain, places, values, chain.Shape.Size)!);
    }

    /// <returns>One number for each channel; null if there would have to be several.</returns>
    private static double[]? Spread(OnnxValueChain chain, int[] places, float[] values, int channels)
    {
        double[] spread = new double[channels];
        for (int i = 0; i < places.Length; i++)
        {
            float value = values[places[chain.Order?[i] ?? i]];
            if (i >= channels && spread[i % channels] != value)
            {
                return null;
            }

            spread[i % channels] = value;
        }

        return spread;
    }

    private static string Show(IEnumerable<int> sides) => OnnxNodeReader.Show(sides.Select(side => (long)side));
}
