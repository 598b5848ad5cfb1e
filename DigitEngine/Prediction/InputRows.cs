using System.Runtime.Intrinsics;
using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Prediction;

/// <summary>
/// Images in the forms in which callers have them, converted to what networks take. Floats are checked beforehand with
/// <see cref="Require"/>. There are no labels; they are given as 0.
/// </summary>
internal abstract class InputRows : IBatchSource
{
    private const float Largest = 255;

    /// <summary>Images one after the other in a run of bytes.</summary>
    public static InputRows Of(ReadOnlyMemory<byte> pixels) => new ByteRows(pixels);

    /// <summary>Images one after the other in a run of floats.</summary>
    public static InputRows Of(ReadOnlyMemory<float> pixels) => new FloatRows(pixels);

    /// <summary>One array per image.</summary>
    public static InputRows Of(float[][] rows) => new ArrayRows(rows);

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
    /// Divides each value by 255, with the same results as <see cref="DigitImage.ToUnit(ReadOnlySpan{byte}, Span{float})"/>
    /// for bytes.
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

    public int Load(int position, Span<float> pixels)
    {
        Write(position, pixels);
        return 0;
    }

    protected abstract void Write(int image, Span<float> unit);

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

    private sealed class ByteRows(ReadOnlyMemory<byte> pixels) : InputRows
    {
        protected override void Write(int image, Span<float> unit) =>
            DigitImage.ToUnit(pixels.Span.Slice(image * DigitImage.PixelCount, DigitImage.PixelCount), unit);
    }

    private sealed class FloatRows(ReadOnlyMemory<float> pixels) : InputRows
    {
        protected override void Write(int image, Span<float> unit) =>
            ToUnit(pixels.Span.Slice(image * DigitImage.PixelCount, DigitImage.PixelCount), unit);
    }

    private sealed class ArrayRows(float[][] rows) : InputRows
    {
        protected override void Write(int image, Span<float> unit) => ToUnit(rows[image], unit);
    }
}
