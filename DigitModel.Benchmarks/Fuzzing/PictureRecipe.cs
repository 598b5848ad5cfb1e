using System.Buffers.Binary;
using DigitEngine;
using DigitPictures;

namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>
/// Any picture in a few bytes: the way to paint, width and height in two bytes each, one byte for the options of the reader of
/// the picture, and the paint.
/// </summary>
internal static class PictureRecipe
{
    /// <summary>The position of the byte for the reader's options.</summary>
    public const int OptionsByte = 5;

    private const int HeaderLength = 6;

    // Around the sizes at which the code behaves differently, and far from square.
    private static readonly ushort[] Sides = [1, 2, 3, 4, 5, 7, 8, 9, 16, 19, 20, 21, 27, 28, 29, 31, 33, 48, 64, 100, 257, 1000, 4097];

    /// <summary>
    /// Writes a recipe. The ways to paint: 0 repeats the paint, 1 makes runs of it, 2 draws lines, 3 makes noise.
    /// </summary>
    public static byte[] Make(byte how, ushort width, ushort height, params byte[] paint)
    {
        byte[] recipe = [how, 0, 0, 0, 0, 0, .. paint];
        BinaryPrimitives.WriteUInt16LittleEndian(recipe.AsSpan(1), width);
        BinaryPrimitives.WriteUInt16LittleEndian(recipe.AsSpan(3), height);
        return recipe;
    }

    /// <summary>A changed recipe.</summary>
    public static byte[] Damage(byte[] seed, ref SeededRandom random)
    {
        byte[] recipe = random.NextInt32(3) == 0 ? seed : ByteMutations.Damage(seed, HeaderLength, int.MaxValue, ref random);
        recipe = [.. recipe];
        recipe[0] = (byte)(random.NextInt32(4) == 0 ? random.NextInt32(4) : recipe[0]);

        // Mostly small, because each pixel is processed the same way in large pictures.
        int sides = random.NextInt32(16) == 0 ? Sides.Length : Sides.Length - 5;
        for (int side = 0; side < 2; side++)
        {
            if (random.NextInt32(2) == 0)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(recipe.AsSpan(1 + (2 * side)), Sides[random.NextInt32(sides)]);
            }
        }

        return recipe;
    }

    /// <summary>Paints the picture, cut off at the bottom if it has too many pixels; null for a recipe without paint.</summary>
    public static GrayPicture? Paint(byte[] recipe, int mostPixels)
    {
        if (recipe.Length <= HeaderLength)
        {
            return null;
        }

        int width = 1 + (BinaryPrimitives.ReadUInt16LittleEndian(recipe.AsSpan(1)) % GrayPicture.MaxSide);
        int height = 1 + (BinaryPrimitives.ReadUInt16LittleEndian(recipe.AsSpan(3)) % GrayPicture.MaxSide);
        height = Math.Min(height, Math.Max(1, mostPixels / width));
        byte[] pixels = new byte[width * height];
        Paint(recipe[0], recipe.AsSpan(HeaderLength), pixels, width);
        return new(width, height, pixels);
    }

    private static void Paint(byte how, ReadOnlySpan<byte> paint, Span<byte> pixels, int width)
    {
        switch (how % 4)
        {
            case 0:
                for (int i = 0; i < pixels.Length; i++)
                {
                    pixels[i] = paint[i % paint.Length];
                }

                break;
            case 1:
                for (int i = 0, run = 0; i < pixels.Length; run += 2)
                {
                    int length = Math.Min(1 + paint[(run + 1) % paint.Length], pixels.Length - i);
                    pixels.Slice(i, length).Fill(paint[run % paint.Length]);
                    i += length;
                }

                break;
            case 2:
                pixels.Fill(paint[0]);
                for (int i = 2; i + 3 < paint.Length; i += 2)
                {
                    Line(paint[1], paint.Slice(i, 4), pixels, width);
                }

                break;
            default:
                SeededRandom random = new(paint[0]);
                foreach (ref byte pixel in pixels)
                {
                    pixel = (byte)random.NextUInt64();
                }

                break;
        }
    }

    private static void Line(byte ink, ReadOnlySpan<byte> ends, Span<byte> pixels, int width)
    {
        const int Steps = 64;
        for (int step = 0; step <= Steps; step++)
        {
            int x = ((ends[0] * (Steps - step)) + (ends[2] * step)) / Steps;
            int y = ((ends[1] * (Steps - step)) + (ends[3] * step)) / Steps;
            int place = (y * width) + x;
            if (x < width && place < pixels.Length)
            {
                pixels[place] = ink;
            }
        }
    }
}
