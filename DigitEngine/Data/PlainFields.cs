using System.Numerics;
using System.Runtime.Intrinsics;

namespace DigitEngine.Data;

/// <summary>The fast path through the pixels of a CSV line, for digits and commas without anything else between them.</summary>
internal static class PlainFields
{
    // "0,0,0,…": four out of five pixels are background, mostly in runs.
    private static readonly Vector256<byte> ZeroFields = Vector256.Create((ushort)('0' | (',' << 8))).AsByte();

    /// <summary>
    /// Reads fields of one to three digits and a comma. Stops at a field that is anything else, that is too large, or that is the
    /// last of the line and so has no comma. Such a field is left to <see cref="CsvFields"/>.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="position">Where the next field starts in the line. It moves past the fields that are read.</param>
    /// <param name="pixels">The image's pixels.</param>
    /// <param name="pixel">The index of the next pixel.</param>
    /// <returns>The index of the first pixel that was not read.</returns>
    public static int Read(ReadOnlySpan<byte> line, ref int position, Span<byte> pixels, int pixel)
    {
        int at = position;
        while (pixel < pixels.Length)
        {
            if (line.Length - at >= Vector256<byte>.Count && pixels.Length - pixel >= Vector256<byte>.Count / 2)
            {
                Vector256<byte> fields = Vector256.Create(line.Slice(at, Vector256<byte>.Count));
                uint zeroFields = Vector256.Equals(fields, ZeroFields).ExtractMostSignificantBits();
                int zeros = BitOperations.TrailingZeroCount(~zeroFields) / 2;

                // All sixteen pixels are cleared even if fewer are zero. The others are written again below.
                pixels.Slice(pixel, Vector256<byte>.Count / 2).Clear();
                pixel += zeros;
                at += 2 * zeros;
                if (zeros == Vector256<byte>.Count / 2)
                {
                    continue;
                }
            }

            if (line.Length - at < 4)
            {
                break;
            }

            ReadOnlySpan<byte> field = line.Slice(at, 4);
            uint value = (uint)(field[0] - '0');
            if (value > 9)
            {
                break;
            }

            int digits = 1;
            if (field[1] != ',')
            {
                uint digit = (uint)(field[1] - '0');
                if (digit > 9)
                {
                    break;
                }

                value = (10 * value) + digit;
                digits = 2;
                if (field[2] != ',')
                {
                    digit = (uint)(field[2] - '0');
                    value = (10 * value) + digit;
                    digits = 3;
                    if (digit > 9 || field[3] != ',' || value > byte.MaxValue)
                    {
                        break;
                    }
                }
            }

            pixels[pixel++] = (byte)value;
            at += digits + 1;
        }

        position = at;
        return pixel;
    }
}
