using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>Converts pixels to real numbers, 0 for background and 1 for full ink, and back.</summary>
internal static class Grey
{
    public const int Width = DigitImage.Width;
    public const int Height = DigitImage.Height;

    public static void FromBytes(ReadOnlySpan<byte> source, Span<double> grey)
    {
        for (int i = 0; i < source.Length; i++)
        {
            grey[i] = source[i] / 255.0;
        }
    }

    public static void ToBytes(ReadOnlySpan<double> grey, Span<byte> destination)
    {
        for (int i = 0; i < grey.Length; i++)
        {
            destination[i] = ToByte(grey[i]);
        }
    }

    /// <summary>The nearest of 256 levels, after clipping to 0 … 1.</summary>
    public static byte ToByte(double grey) => (byte)Math.Round(Math.Clamp(grey, 0, 1) * 255);
}
