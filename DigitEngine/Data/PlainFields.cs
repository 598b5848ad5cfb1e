using System.Numerics;
using System.Runtime.Intrinsics;

namespace DigitEngine.Data;

/// <summary>The quick way through the pixels of a CSV line: digits and commas with nothing else between them.</summary>
internal static class PlainFields
{
    // "0,0,0,…": four pixels in five are background, mostly in runs.
    private static readonly Vector256<byte> ZeroFields = Vector256.Create((ushort)('0' | (',' << 8))).AsByte();

    /// <summary>
    /// Reads fields of one to three digits and a comma until one is anything else, the last of the line (it has no
    /// comma), or too large; that one is left to slower and more patient code.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="position">Where the next field starts in the line; moved past the fields read.</param>
    /// <param name="pixels">The image's pixels.</param>
    /// <param name="pixel">The number of the next pixel.</param>
    /// <returns>The number of the first pixel not read.</returns>
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

                // All sixteen are set, though fewer may be zero: those after them are written again below.
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
