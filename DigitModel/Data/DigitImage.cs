using System.Runtime.Intrinsics;
using DigitModel.Pictures;

namespace DigitModel.Data;

/// <summary>The shape of every image here, as in MNIST: grey, row after row, 0 for background and 255 for full ink.</summary>
public static class DigitImage
{
    /// <summary>Pixels in a row.</summary>
    public const int Width = 28;

    /// <summary>Rows in an image.</summary>
    public const int Height = 28;

    /// <summary>Pixels, and so bytes, in an image; the pixel at (row, column) is number row · 28 + column.</summary>
    public const int PixelCount = Width * Height;

    /// <summary>The number of classes; the class of a digit is the digit itself.</summary>
    public const int ClassCount = 10;

    /// <summary>Pixels as networks take them: each value/255, rounded once.</summary>
    /// <param name="pixels">Values from 0 to 255.</param>
    /// <param name="unit">Receives as many values in [0, 1].</param>
    /// <exception cref="ArgumentException"><paramref name="unit"/> is too short.</exception>
    public static void ToUnit(ReadOnlySpan<byte> pixels, Span<float> unit)
    {
        if (unit.Length < pixels.Length)
        {
            throw new ArgumentException($"Expected room for {pixels.Length} values but found {unit.Length}.", nameof(unit));
        }

        int i = 0;
        for (; i <= pixels.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Create(pixels[i..]));
            ToUnit(low, unit[i..]);
            ToUnit(high, unit[(i + Vector128<ushort>.Count)..]);
        }

        for (; i < pixels.Length; i++)
        {
            unit[i] = pixels[i] / 255f;
        }
    }

    /// <summary>
    /// Turns a picture of one handwritten digit into MNIST's form, as the makers of MNIST did it: the ink is told from paper,
    /// shade and noise; specks and ruled lines are dropped; the digit is scaled to fit 20 x 20 with its aspect kept and its
    /// edges smooth, and moved by whole pixels, so that its centre of mass is nearest to the centre of 28 x 28.
    /// </summary>
    /// <remarks>
    /// Three things go beyond MNIST's makers, whose forms were scanned alike. A picture of more than 2²⁰ pixels is made
    /// smaller first. Strokes thinner than almost all of MNIST's are widened a little. A digit that touches all four sides of
    /// a nearly square picture was stretched to do so, and is drawn narrower. The same picture always gives the same pixels.
    /// </remarks>
    /// <param name="picture">A picture of any size, with the digit anywhere in it.</param>
    /// <param name="polarity">Whether the ink is dark or light, if it is known.</param>
    public static NormalizedDigit FromPicture(GrayPicture picture, InkPolarity polarity = InkPolarity.Detect) =>
        NormalizedDigit.From(picture, polarity);

    private static void ToUnit(Vector128<ushort> values, Span<float> unit)
    {
        Vector256<int> wide = Vector256.Create(Vector128.WidenLower(values).AsInt32(), Vector128.WidenUpper(values).AsInt32());
        (Vector256.ConvertToSingle(wide) / 255f).CopyTo(unit);
    }
}
