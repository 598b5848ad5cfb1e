using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// Inverted dropout: each value is dropped with probability <c>rate</c>, and the others are multiplied by 1 / (1 − rate). Which
/// values are dropped follows from a key and their index alone, so the backward pass draws the same mask again and nothing is
/// stored. The actual rate differs by at most 2⁻¹⁷.
/// </summary>
internal static unsafe class DropoutMask
{
    /// <summary>result[i] = values[i] · mask[i]; the two may be the same memory.</summary>
    /// <param name="values">The values forward, the gradients backward.</param>
    /// <param name="result">Receives the masked values.</param>
    /// <param name="count">The number of values.</param>
    /// <param name="rate">The probability of dropping a value, in [0, 1).</param>
    /// <param name="key">What the mask follows from.</param>
    public static void Apply(float* values, float* result, int count, float rate, ulong key)
    {
        int threshold = (int)MathF.Round(rate * 65536);
        int scale = BitConverter.SingleToInt32Bits(1 / (1 - rate));
        SeededRandom random = new(key);
        for (int i = 0; i < count; i += 4)
        {
            ulong bits = random.NextUInt64();
            int end = Math.Min(i + 4, count);
            for (int j = i; j < end; j++, bits >>= 16)
            {
                // All ones where the value is kept. A branch would be mispredicted every other time.
                int keep = ~(((int)(bits & 0xFFFF) - threshold) >> 31);
                result[j] = values[j] * BitConverter.Int32BitsToSingle(scale & keep);
            }
        }
    }
}
