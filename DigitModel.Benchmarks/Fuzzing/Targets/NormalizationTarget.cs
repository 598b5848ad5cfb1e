using System.Buffers.Binary;
using DigitModel.Data;
using DigitModel.Pictures;

namespace DigitModel.Benchmarks.Fuzzing.Targets;

/// <summary>
/// Any picture at all, made a digit of. The input is a recipe: how to paint, width and height in two bytes each, a polarity,
/// and what to paint with.
/// </summary>
internal sealed class NormalizationTarget : FuzzTarget
{
    private const int HeaderLength = 6;
    private const int MostPixels = 1 << 18;
    private const int MostToRepeat = 1 << 13;

    // Around what the code makes a difference at, and far from square.
    private static readonly ushort[] Sides = [1, 2, 3, 4, 5, 7, 8, 9, 16, 19, 20, 21, 27, 28, 29, 31, 33, 48, 64, 100, 257, 1000, 4097];

    public override string Name => "normalization";

    /// <summary>There are no bad pictures.</summary>
    public override Type? Problem => null;

    public override int ShortPass => 1000;

    public override long MostAllocation => 128L << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Recipe(0, 28, 28, 255, 255, 0),
        Recipe(1, 28, 28, 255, 90, 0, 3, 255, 24, 0, 4),
        Recipe(2, 40, 30, 220, 30, 5, 5, 30, 8, 20, 20, 35, 25),
        Recipe(3, 24, 24, 77),
        Recipe(2, 64, 9, 250, 10, 0, 0, 63, 8),
    ];

    public override byte[] Mutate(int seed, ref SeededRandom random)
    {
        byte[] recipe = random.NextInt32(3) == 0 ? Seeds[seed] : ByteMutations.Damage(Seeds[seed], HeaderLength, int.MaxValue, ref random);
        recipe = [.. recipe];
        recipe[0] = (byte)(random.NextInt32(4) == 0 ? random.NextInt32(4) : recipe[0]);

        // Mostly small: what is done a pixel is the same in large ones.
        int sides = random.NextInt32(16) == 0 ? Sides.Length : Sides.Length - 5;
        for (int side = 0; side < 2; side++)
        {
            if (random.NextInt32(2) == 0)
                BinaryPrimitives.WriteUInt16LittleEndian(recipe.AsSpan(1 + (2 * side)), Sides[random.NextInt32(sides)]);
        }

        recipe[5] = (byte)random.NextInt32(3);
        return recipe;
    }

    public override void Run(byte[] input)
    {
        if (input.Length <= HeaderLength)
            return;
        int width = 1 + (BinaryPrimitives.ReadUInt16LittleEndian(input.AsSpan(1)) % GrayPicture.MaxSide);
        int height = 1 + (BinaryPrimitives.ReadUInt16LittleEndian(input.AsSpan(3)) % GrayPicture.MaxSide);
        height = Math.Min(height, Math.Max(1, MostPixels / width));
        byte[] pixels = new byte[width * height];
        Paint(input[0], input.AsSpan(HeaderLength), pixels, width);
        GrayPicture picture = new(width, height, pixels);
        InkPolarity polarity = (InkPolarity)(input[5] % 3);

        NormalizedDigit digit = DigitImage.FromPicture(picture, polarity);
        Require(digit.Pixels.Length == DigitImage.PixelCount, "the digit is of another size");
        Require(digit.HasInk || !digit.Pixels.ContainsAnyExcept((byte)0), "pixels without ink");
        PictureBounds ink = digit.InkBounds;
        Require(
            ink.Left >= 0 && ink.Top >= 0 && ink.Right <= width && ink.Bottom <= height,
            $"ink at {ink} of a picture of {width} x {height}");
        if (pixels.Length <= MostToRepeat)
            RequireSame(digit.Pixels, DigitImage.FromPicture(picture, polarity).Pixels, "doing it again");
    }

    private static void Paint(byte how, ReadOnlySpan<byte> paint, Span<byte> pixels, int width)
    {
        switch (how % 4)
        {
            case 0:
                for (int i = 0; i < pixels.Length; i++)
                    pixels[i] = paint[i % paint.Length];
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
                    Line(paint[1], paint.Slice(i, 4), pixels, width);
                break;
            default:
                SeededRandom random = new(paint[0]);
                foreach (ref byte pixel in pixels)
                    pixel = (byte)random.NextUInt64();
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
                pixels[place] = ink;
        }
    }

    private static byte[] Recipe(byte how, ushort width, ushort height, params byte[] paint)
    {
        byte[] recipe = [how, 0, 0, 0, 0, 0, .. paint];
        BinaryPrimitives.WriteUInt16LittleEndian(recipe.AsSpan(1), width);
        BinaryPrimitives.WriteUInt16LittleEndian(recipe.AsSpan(3), height);
        return recipe;
    }
}
