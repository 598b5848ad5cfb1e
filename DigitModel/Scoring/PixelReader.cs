using DigitEngine.Data;
using Microsoft.ML.Data;

namespace MlNetDigits.Scoring;

/// <summary>Reads the pixels of a row from ML.NET's vector.</summary>
/// <param name="column">The column's name, for messages.</param>
/// <param name="range">What its numbers mean.</param>
internal sealed class PixelReader(string column, PixelRange range)
{
    /// <summary>The type of a feature column, as ML.NET writes it.</summary>
    public const string ExpectedType = "Vector<Single, 784>";

    /// <summary>Writes grey values from 0 to 255.</summary>
    /// <param name="features">The row's vector, dense or sparse.</param>
    /// <param name="grey">Receives 784 values.</param>
    /// <param name="row">The row's position, for messages.</param>
    /// <exception cref="InvalidOperationException">The row holds something else.</exception>
    public void Read(in VBuffer<float> features, Span<float> grey, long row)
    {
        if (features.Length != DigitImage.PixelCount)
        {
            throw Error(row, FormattableString.Invariant($"{DigitImage.PixelCount} values"), FormattableString.Invariant($"{features.Length}"));
        }

        features.CopyTo(grey);
        float largest = range == PixelRange.Unit ? 1 : byte.MaxValue;
        for (int i = 0; i < grey.Length; i++)
        {
            // Written so that NaN is outside.
            if (!(grey[i] >= 0 && grey[i] <= largest))
            {
                throw Error(
                    row,
                    FormattableString.Invariant($"values from 0 to {largest} (PixelRange.{range})"),
                    FormattableString.Invariant($"{grey[i]} at row {i / DigitImage.Width}, column {i % DigitImage.Width} of the image"));
            }
        }

        if (range == PixelRange.Unit)
        {
            for (int i = 0; i < grey.Length; i++)
            {
                grey[i] *= byte.MaxValue;
            }
        }
    }

    private InvalidOperationException Error(long row, string expected, string found) =>
        new(FormattableString.Invariant($"Column '{column}', row {row}: expected {expected}, found {found}."));
}
