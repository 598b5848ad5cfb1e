using System.Runtime.CompilerServices;

namespace DigitPictures.Formats;

/// <summary>
/// JPEG's inverse cosine transform of a block of 8 × 8, in integers after Loeffler, Ligtenberg and Moschytz (ICASSP 1989)
/// with the constants and roundings that libjpeg uses, so that the samples are the very same.
/// </summary>
internal static class JpegTransform
{
    private const int Side = 8;
    private const int ConstBits = 13;
    private const int PassBits = 2;

    // In 8192ths.
    private const int C0298 = 2446;
    private const int C0390 = 3196;
    private const int C0541 = 4433;
    private const int C0765 = 6270;
    private const int C0899 = 7373;
    private const int C1175 = 9633;
    private const int C1501 = 12299;
    private const int C1847 = 15137;
    private const int C1961 = 16069;
    private const int C2053 = 16819;
    private const int C2562 = 20995;
    private const int C3072 = 25172;

    /// <summary>Multiplies coefficients by their steps and turns them into samples.</summary>
    /// <param name="block">The coefficients, row after row; used up.</param>
    /// <param name="steps">A step for each of them.</param>
    /// <param name="samples">Receives eight rows of eight samples.</param>
    /// <param name="stride">From one row of samples to the next.</param>
    public static void Inverse(Span<int> block, ReadOnlySpan<ushort> steps, Span<byte> samples, int stride)
    {
        block = block[..(Side * Side)];
        if (!block[1..].ContainsAnyExcept(0))
        {
            byte value = Clamp(((block[0] * steps[0] * 4) + 16) >> 5);
            for (int y = 0; y < Side; y++)
            {
                samples.Slice(y * stride, Side).Fill(value);
            }

            return;
        }

        for (int i = 0; i < block.Length; i++)
        {
            block[i] *= steps[i];
        }

        for (int x = 0; x < Side; x++)
        {
            Pass(block[x..], Side, ConstBits - PassBits);
        }

        for (int y = 0; y < Side; y++)
        {
            Span<int> row = block.Slice(y * Side, Side);
            Pass(row, 1, ConstBits + PassBits + 3);
            Span<byte> target = samples.Slice(y * stride, Side);
            for (int x = 0; x < Side; x++)
            {
                target[x] = Clamp(row[x]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Clamp(int sample) => (byte)Math.Clamp(sample + 128, 0, 255);

    // One column or row; the results are divided by 2^shift and rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(Span<int> v, int step, int shift)
    {
        // Even part.
        int z1 = (v[2 * step] + v[6 * step]) * C0541;
        int t2 = z1 - (v[6 * step] * C1847);
        int t3 = z1 + (v[2 * step] * C0765);
        int t0 = (v[0] + v[4 * step]) << ConstBits;
        int t1 = (v[0] - v[4 * step]) << ConstBits;
        int e0 = t0 + t3;
        int e3 = t0 - t3;
        int e1 = t1 + t2;
        int e2 = t1 - t2;

        // Odd part.
        (int o0, int o1, int o2, int o3) = (v[7 * step], v[5 * step], v[3 * step], v[step]);
        int z5 = (o0 + o2 + o1 + o3) * C1175;
        int y1 = (o0 + o3) * -C0899;
        int y2 = (o1 + o2) * -C2562;
        int y3 = ((o0 + o2) * -C1961) + z5;
        int y4 = ((o1 + o3) * -C0390) + z5;
        o0 = (o0 * C0298) + y1 + y3;
        o1 = (o1 * C2053) + y2 + y4;
        o2 = (o2 * C3072) + y2 + y3;
        o3 = (o3 * C1501) + y1 + y4;

        int half = 1 << (shift - 1);
        v[0] = (e0 + o3 + half) >> shift;
        v[7 * step] = (e0 - o3 + half) >> shift;
        v[step] = (e1 + o2 + half) >> shift;
        v[6 * step] = (e1 - o2 + half) >> shift;
        v[2 * step] = (e2 + o1 + half) >> shift;
        v[5 * step] = (e2 - o1 + half) >> shift;
        v[3 * step] = (e3 + o0 + half) >> shift;
        v[4 * step] = (e3 - o0 + half) >> shift;
    }
}
