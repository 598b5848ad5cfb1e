namespace DigitPictures.Fields;

/// <summary>
/// The weights of segments: what they add to the logarithm of a path's product. They are fitted by maximum likelihood on
/// generated fields; <c>fields --fit</c> of the benchmarks repeats the fit.
/// </summary>
internal static class PathWeights
{
    /// <summary>The number of <see cref="Features"/>.</summary>
    public const int Count = 19;

    private static ReadOnlySpan<double> Fitted =>
    [
        -0.89, 1.76, -1.20, 1.20, -0.26, -3.82, -1.18, 0.01, -1.53, -1.58,
        -0.19, -0.94, 0.21, -0.76, -1.84, 0, -0.31, -0.29, -0.17,
    ];

    // Mean and standard deviation of width over height of the digits 0 to 9, on every second one of MNIST's first 10,000.
    private static ReadOnlySpan<double> MeanAspects => [0.87, 0.32, 0.89, 0.74, 0.74, 0.82, 0.68, 0.76, 0.71, 0.67];

    private static ReadOnlySpan<double> AspectDeviations => [0.20, 0.15, 0.23, 0.18, 0.17, 0.20, 0.18, 0.20, 0.18, 0.16];

    /// <summary>The weight of a segment.</summary>
    public static double Of(Segment segment)
    {
        Span<double> features = stackalloc double[Count];
        Features(segment, features);
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            sum += Fitted[i] * features[i];
        }

        return sum;
    }

    /// <summary>The weights as a starting point for a fit.</summary>
    public static double[] ToArray() => Fitted.ToArray();

    /// <summary>Computes the features of a segment.</summary>
    /// <param name="segment">A scored segment.</param>
    /// <param name="features">Receives <see cref="Count"/> numbers.</param>
    public static void Features(Segment segment, Span<double> features)
    {
        SegmentForm form = segment.Form;
        features[0] = 1;

        // How sure the engine is that it is a digit, and which one.
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

        // A digit that is too wide may have a 1 beside it, which the engine takes for a stray stroke.
        double deviations = AspectDeviation(segment);
        features[16] = Beyond(deviations);
        features[17] = Beyond(deviations - 1.5);
        features[18] = Beyond(deviations - 3);
    }

    /// <summary>How many standard deviations wider than usual a segment is, given its height and digit.</summary>
    public static double AspectDeviation(Segment segment)
    {
        double aspect = segment.Form.Width / Math.Max(0.1, segment.Form.Height);
        return (aspect - MeanAspects[segment.Label]) / AspectDeviations[segment.Label];
    }

    private static double LogProbability(double odds) => -Math.Log(1 + Math.Exp(-odds));

    private static double Beyond(double difference) => Math.Max(0, difference);
}
