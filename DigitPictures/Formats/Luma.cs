using System.Runtime.CompilerServices;

namespace DigitPictures.Formats;

/// <summary>How samples become grey; everything in integers, so that every machine gives the same.</summary>
internal static class Luma
{
    public const byte White = 255;

    /// <summary>The luma of ITU-R BT.601 with its weights in 65536ths, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(int red, int green, int blue) =>
        (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 32768) >> 16);

    /// <summary>What is seen of a grey with alpha 0-255 (255 hides what is below) on paper of another grey.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Over(int gray, int alpha, int paper) => (byte)(((gray * alpha) + (paper * (255 - alpha)) + 127) / 255);

    /// <summary>A sample of 16 bits in 8, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte From16(int sample) => (byte)(((sample * 255) + 32767) / 65535);

    /// <summary>A sample from 0 to <paramref name="max"/> (at most 65535) in 8 bits, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Scale(uint sample, uint max) => (byte)(((sample * 255) + (max / 2)) / max);
}
