namespace DigitModel.Reading;

/// <summary>
/// What segments add to the logarithm of a path's product: so chosen that the paths that read the right text have as much as can
/// be of the sum of all (maximum likelihood), over generated fields. <c>fields --fit</c> of the benchmarks does it again.
/// </summary>
internal static class PathWeights
{
    /// <summary>The number of <see cref="Features"/>.</summary>
    public const int Count = 16;

    private static ReadOnlySpan<double> Fitted =>
    [
        -1.09, 0.92, -0.85, 0.90, 0.10, -4.18, -1.29, 0, -3.93, -2.29, -0.38, -1.26, 0.15, -0.84, -1.44, -0.10,
    ];

    /// <summary>The weight of a segment.</summary>
    public static double Of(Segment segment)
    {
        Span<double> features = stackalloc double[Count];
        Features(segment, features);
        double sum = 0;
        for (int i = 0; i < Count; i++)
            sum += Fitted[i] * features[i];
        return sum;
    }

    /// <summary>The weights, to begin fitting with.</summary>
    public static double[] ToArray() => Fitted.ToArray();

    /// <summary>What is weighed.</summary>
    /// <param name="segment">A segment that is scored.</param>
    /// <param name="features">Receives <see cref="Count"/> numbers.</param>
    public static void Features(Segment segment, Span<double> features)
    {
        SegmentForm form = segment.Form;
        features[0] = 1;

        // The engine's word for a digit, more or less sure, and for one digit before the others.
        features[1] = LogProbability(segment.DigitScore);
        features[2] = LogProbability(segment.DigitScore - 3);
        features[3] = LogProbability(segment.DigitScore - 6);
        features[4] = segment.LogClass(segment.Label);

        features[5] = Beyond(0.9 - form.Height);
        features[6] = Beyond(0.65 - form.Height);
        features[7] = Beyond(form.Height - 1.15);
        features[8] = Beyond(form.Width - 0.8);
        features[9] = Beyond(form.Width - 1);
        features[10] = Beyond(0.2 - form.Width);
        features[11] = Beyond(form.Offset - 0.1);
        features[12] = form.Cuts;
        features[13] = form.CutInk;
        features[14] = form.Joints;
        features[15] = form.Gaps;
    }

    private static double LogProbability(double odds) => -Math.Log(1 + Math.Exp(-odds));

    private static double Beyond(double difference) => Math.Max(0, difference);
}
