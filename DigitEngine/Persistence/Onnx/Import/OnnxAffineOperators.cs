using DigitEngine.Network;

namespace DigitEngine.Persistence.Onnx.Import;

/// <summary>
/// A factor and an addend for each channel: what several operators do together. Kept in <c>double</c> until it becomes a layer.
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

    /// <summary>The combination of this and another that follows it.</summary>
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

    /// <summary>The factor if this only multiplies all channels by one positive factor; otherwise null.</summary>
    public double? AsFactor()
    {
        bool isFactor = Factors[0] > 0;
        for (int c = 0; isFactor && c < Factors.Length; c++)
        {
            isFactor = Factors[c] == Factors[0] && Addends[c] == 0;
        }

        return isFactor ? Factors[0] : null;
    }
}

/// <summary>The operators that work on each channel separately: arithmetic with constants, normalisation and the rectifier.</summary>
internal sealed class OnnxAffineOperators(OnnxConstants constants)
{
    private OnnxBudget Budget => constants.Budget;

    /// <summary>Turns the pending factors and addends of a value into a layer.</summary>
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

    /// <summary>Multiplies or divides by a constant, or adds or subtracts one.</summary>
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

    /// <summary>
    /// Normalises each channel with the statistics of training. It always becomes a separate layer, as in our own files.
    /// </summary>
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
        Budget.TakeWeights(node, 16L * channels);
        float[] scales = node.Weights(1, channels), offsets = node.Weights(2, channels);
        float[] means = node.Weights(3, channels), variances = node.Weights(4, channels);
        float[] places = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            node.Require(variances[c] + epsilon > 0, $"has the variance {variances[c]} for channel {c}");
            places[c] = c;
        }

        // For each of our channels, the channel of the graph that it is.
        (chain, double[] from) = ToChannels(node, chain, places, sides);
        double[] factors = new double[from.Length], addends = new double[from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            int c = (int)from[i];
            factors[i] = scales[c] / Math.Sqrt(variances[c] + epsilon);

            // In our own files the mean is 0. Nothing is subtracted then, because that would lose the sign of an offset of -0.
            addends[i] = means[c] == 0 ? offsets[c] : offsets[c] - (means[c] * factors[i]);
        }

        ChannelAffine affine = new(factors, addends);
        return Flush(node, chain with { Pending = chain.Pending?.Then(affine) ?? affine });
    }

    /// <summary>A rectifier.</summary>
    public static OnnxValueChain Rectify(OnnxNodeReader node, OnnxValueChain chain)
    {
        node.End(inputs: 1);
        chain = Flush(node, chain);
        Shape shape = chain.IsVector ? new(1, 1, chain.Shape.Size) : chain.Shape;
        return chain.After(new TrainedRelu(shape), chain.Sides, chain.Order);
    }

    /// <summary>
    /// A constant, broadcast to a value, as one number for each of our channels. A vector that was an image becomes a single pixel
    /// with many channels if the constant has a number for each of its numbers.
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

    /// <returns>One number for each channel; null if the numbers within a channel differ.</returns>
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
