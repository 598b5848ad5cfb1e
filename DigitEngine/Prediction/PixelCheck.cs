using System.Runtime.Intrinsics;
using DigitEngine.Data;

namespace DigitEngine.Prediction;

/// <summary>Checks and scales grey values that come as floats.</summary>
internal static class PixelCheck
{
    private const float Largest = 255;

    /// <exception cref="ArgumentException">There are not 784 values from 0 to 255.</exception>
    public static void Require(ReadOnlySpan<float> pixels, string parameter, int? image = null)
    {
        string place = image is null ? "" : FormattableString.Invariant($"Image {image}: ");
        if (pixels.Length != DigitImage.PixelCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{place}Expected {DigitImage.PixelCount} pixel values, found {pixels.Length}."), parameter);
        }

        int bad = FirstOutside(pixels);
        if (bad >= 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"{place}Expected pixel values from 0 to 255, found {pixels[bad]} at {PlaceOf(bad)}."),
                parameter);
        }
    }

    /// <summary>
    /// Each value divided by 255: what <see cref="DigitImage.ToUnit(ReadOnlySpan{byte}, Span{float})"/> gives for bytes.
    /// </summary>
    public static void ToUnit(ReadOnlySpan<float> pixels, Span<float> unit)
    {
        int i = 0;
        for (; i <= pixels.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256.Create(pixels[i..]) / Largest).CopyTo(unit[i..]);
        }

        for (; i < pixels.Length; i++)
        {
            unit[i] = pixels[i] / Largest;
        }
    }

    private static string PlaceOf(int pixel) =>
        FormattableString.Invariant($"row {pixel / DigitImage.Width}, column {pixel % DigitImage.Width}");

    private static int FirstOutside(ReadOnlySpan<float> pixels)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            // Written so that NaN is outside.
            if (!(pixels[i] >= 0 && pixels[i] <= Largest))
            {
                return i;
            }
        }

        return -1;
    }
}
