using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Pixels that are wrong each by itself.</summary>
internal static class Noise
{
    private const double Photons = 3;
    private const float ImpulseShare = 0.17f;

    /// <summary>As if full ink were three photons, which arrive by chance.</summary>
    public static void Shot(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = Grey.ToByte(random.NextPoisson(source[i] / 255.0 * Photons) / Photons);
        }
    }

    /// <summary>17 % of all pixels become ink or background, one as likely as the other.</summary>
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
