using DigitEngine;
using DigitEngine.Data;
using DigitPictures;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>Normalises any picture. The input is a <see cref="PictureRecipe"/> whose options are the polarity.</summary>
internal sealed class NormalizationTarget : FuzzTarget
{
    private const int MostPixels = 1 << 18;
    private const int MostToRepeat = 1 << 13;

    public override string Name => "normalization";

    /// <summary>No picture is bad.</summary>
    public override Type? Problem => null;

    public override int ShortPass => 1000;

    public override long MostAllocation => 128L << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        PictureRecipe.Make(0, 28, 28, 255, 255, 0),
        PictureRecipe.Make(1, 28, 28, 255, 90, 0, 3, 255, 24, 0, 4),
        PictureRecipe.Make(2, 40, 30, 220, 30, 5, 5, 30, 8, 20, 20, 35, 25),
        PictureRecipe.Make(3, 24, 24, 77),
        PictureRecipe.Make(2, 64, 9, 250, 10, 0, 0, 63, 8),
    ];

    public override byte[] Mutate(int seed, ref SeededRandom random)
    {
        byte[] recipe = PictureRecipe.Damage(Seeds[seed], ref random);
        recipe[PictureRecipe.OptionsByte] = (byte)random.NextInt32(3);
        return recipe;
    }

    public override void Run(byte[] input)
    {
        if (PictureRecipe.Paint(input, MostPixels) is not GrayPicture picture)
        {
            return;
        }

        InkPolarity polarity = (InkPolarity)(input[PictureRecipe.OptionsByte] % 3);

        NormalizedDigit digit = NormalizedDigit.FromPicture(picture, polarity);
        Require(digit.Pixels.Length == DigitImage.PixelCount, "the digit is of another size");
        Require(digit.HasInk || !digit.Pixels.ContainsAnyExcept((byte)0), "pixels without ink");
        PictureBounds ink = digit.InkBounds;
        Require(
            ink.Left >= 0 && ink.Top >= 0 && ink.Right <= picture.Width && ink.Bottom <= picture.Height,
            $"ink at {ink} of a picture of {picture.Width} x {picture.Height}");
        if (picture.Pixels.Length <= MostToRepeat)
        {
            RequireSame(digit.Pixels, NormalizedDigit.FromPicture(picture, polarity).Pixels, "doing it again");
        }
    }
}
