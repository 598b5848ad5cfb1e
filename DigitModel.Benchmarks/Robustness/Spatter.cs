using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Spots of dark grey mud that hide what is under them: where smoothed noise is high.</summary>
internal static class Spatter
{
    private const double Mean = 0.65;
    private const double Deviation = 0.3;
    private const double LiquidSigma = 1;
    private const double Threshold = 0.65;
    private const double SpotSigma = 1.5;
    private const double LeastCover = 0.8;
    private const double Mud = 63 / 255.0;

    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        Span<double> cover = stackalloc double[source.Length];
        foreach (ref double value in cover)
        {
            value = random.NextNormal(Mean, Deviation);
        }

        GaussianBlur.Both(cover, LiquidSigma);
        foreach (ref double value in cover)
        {
            value = value > Threshold ? 1 : 0;
        }

        GaussianBlur.Both(cover, SpotSigma);
        for (int i = 0; i < source.Length; i++)
        {
            double hidden = cover[i] < LeastCover ? 0 : cover[i];
            destination[i] = Grey.ToByte((source[i] / 255.0 * (1 - hidden)) + (Mud * hidden));
        }
    }
}
