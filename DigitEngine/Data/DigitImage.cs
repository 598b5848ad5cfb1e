using System.Runtime.Intrinsics;

namespace DigitEngine.Data;

/// <summary>The form of every image, as in MNIST: grey, row by row, from 0 for background to 255 for full ink.</summary>
public static class DigitImage
{
    /// <summary>Pixels in a row.</summary>
    public const int Width = 28;

    /// <summary>Rows in an image.</summary>
    public const int Height = 28;

    /// <summary>Pixels, and so bytes, in an image. The pixel at (row, column) has the index row · 28 + column.</summary>
    public const int PixelCount = Width * Height;

    /// <summary>The number of classes. The class of a digit is the digit itself.</summary>
    public const int ClassCount = 10;

    /// <summary>Converts pixels to what networks take: each value divided by 255.</summary>
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

    private static void ToUnit(Vector128<ushort> values, Span<float> unit)
    {
        Vector256<int> wide = Vector256.Create(Vector128.WidenLower(values).AsInt32(), Vector128.WidenUpper(values).AsInt32());
        (Vector256.ConvertToSingle(wide) / 255f).CopyTo(unit);
    }
}
