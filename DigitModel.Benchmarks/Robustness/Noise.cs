using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Noise that is independent from pixel to pixel.</summary>
internal static class Noise
{
    private const double Photons = 3;
    private const float ImpulseShare = 0.17f;

    /// <summary>Shot noise, as if full ink were three photons on average.</summary>
    public static void Shot(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = Grey.ToByte(random.NextPoisson(source[i] / 255.0 * Photons) / Photons);
        }
    }

    /// <summary>17 % of all pixels become ink or background, with equal probability.</summary>
    public static void Impulse(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random) =>
        Impulse(source, destination, ImpulseShare, ref random);

    public static void Impulse(ReadOnlySpan<byte> source, Span<byte> destination, float share, ref SeededRandom random)
    {
        for (int i = 0; i < source.Length; i++)
        {
            bool hit = random.NextSingle() < share;
            byte impulse = random.NextInt32(2) == 0 ? (byte)0 : (byte)255;
            destination[i] = hit ? impulse : source[i];
        }
    }
}

/// <summary>Opaque spots of dark grey mud, where smoothed noise is high.</summary>
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

/// <summary>Changes of brightness; nothing about them is random.</summary>
internal static class Light
{
    private const double Brighter = 0.5;
    private const int FirstStripe = 7;
    private const int LastStripe = 21;

    /// <summary>Adds half of full ink everywhere, clipped at full ink.</summary>
    public static void Brightness(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = Grey.ToByte((source[i] / 255.0) + Brighter);
        }
    }

    /// <summary>Inverts the left and the right quarter.</summary>
    public static void Stripe(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        for (int i = 0; i < source.Length; i++)
        {
            bool negative = i % Grey.Width is < FirstStripe or >= LastStripe;
            destination[i] = negative ? (byte)(255 - source[i]) : source[i];
        }
    }
}
