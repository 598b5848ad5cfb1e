using DigitEngine;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Other levels of light in the same places; nothing in it is random.</summary>
internal static class Light
{
    private const double Brighter = 0.5;
    private const int FirstStripe = 7;
    private const int LastStripe = 21;

    /// <summary>Half of full ink added everywhere; what is more than full ink is full ink.</summary>
    public static void Brightness(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = Grey.ToByte((source[i] / 255.0) + Brighter);
        }
    }

    /// <summary>The left and the right quarter as in a negative.</summary>
    public static void Stripe(ReadOnlySpan<byte> source, Span<byte> destination, ref SeededRandom random)
    {
        for (int i = 0; i < source.Length; i++)
        {
            bool negative = i % Grey.Width is < FirstStripe or >= LastStripe;
            destination[i] = negative ? (byte)(255 - source[i]) : source[i];
        }
    }
}
