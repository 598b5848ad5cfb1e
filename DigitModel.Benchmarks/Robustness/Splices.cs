using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Half of one digit and half of another: left and right, or upper and lower.</summary>
internal static class Splices
{
    /// <exception cref="ArgumentException">All images show the same digit.</exception>
    public static void Draw(DigitDataset digits, Span<byte> destination, ref SeededRandom random)
    {
        int first = random.NextInt32(digits.Count);
        int second = random.NextInt32(digits.Count);
        for (int tried = 0; digits.Label(second) == digits.Label(first); tried++)
        {
            if (tried == digits.Count)
            {
                throw new ArgumentException("Expected images of two digits or more.", nameof(digits));
            }

            second = (second + 1) % digits.Count;
        }

        bool sideBySide = random.NextInt32(2) == 0;
        digits.Image(first).CopyTo(destination);
        ReadOnlySpan<byte> other = digits.Image(second);
        for (int i = 0; i < destination.Length; i++)
        {
            bool otherHalf = sideBySide ? i % Grey.Width >= Grey.Width / 2 : i / Grey.Width >= Grey.Height / 2;
            if (otherHalf)
            {
                destination[i] = other[i];
            }
        }
    }
}
