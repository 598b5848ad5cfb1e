namespace DigitEngine.Persistence;

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
