using System.Runtime.CompilerServices;

namespace DigitPictures.Formats;

/// <summary>Turns samples into grey. All arithmetic is on integers, so that every machine gives the same bits.</summary>
internal static class Luma
{
    public const byte White = 255;

    /// <summary>The luma of ITU-R BT.601, with weights in 65536ths and rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(int red, int green, int blue) =>
        (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 32768) >> 16);

    /// <summary>Blends a grey with the paper behind it. Alpha goes from 0 (clear) to 255 (opaque).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Over(int gray, int alpha, int paper) => (byte)(((gray * alpha) + (paper * (255 - alpha)) + 127) / 255);

    /// <summary>Scales a 16-bit sample to 8 bits, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte From16(int sample) => (byte)(((sample * 255) + 32767) / 65535);

    /// <summary>Scales a sample from 0 to <paramref name="max"/> (at most 65535) to 8 bits, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Scale(uint sample, uint max) => (byte)(((sample * 255) + (max / 2)) / max);

    /// <summary>
    /// Decodes a picture with transparency on white paper. If nothing shows there, as with white ink on a clear ground, decodes
    /// it on black instead.
    /// </summary>
    /// <param name="decode">Decodes the picture on paper of the given grey.</param>
    public static byte[] OnPaper(Func<byte, byte[]> decode)
    {
        byte[] onWhite = decode(White);
        if (onWhite.AsSpan().ContainsAnyExcept(White))
        {
            return onWhite;
        }

        byte[] onBlack = decode(0);
        return onBlack.AsSpan().ContainsAnyExcept((byte)0) ? onBlack : onWhite;
    }
}
