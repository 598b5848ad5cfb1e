using DigitEngine;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;

namespace MlNetDigits.Benchmarks.Fuzzing.Targets;

/// <summary>
/// Reads any picture as a field. The input is a <see cref="PictureRecipe"/> whose options are the polarity and what is known
/// about the field.
/// </summary>
internal sealed class FieldTarget : FuzzTarget
{
    private const int MostPixels = 1 << 17;
    private const int MostToRepeat = 1 << 10;

    /// <summary>What may be known about a field: nothing, its number of digits, its pattern.</summary>
    private static readonly FieldOptions[] Known =
    [
        new(),
        new() { Length = 1 },
        new() { Length = 2 },
        new() { Length = 3 },
        new() { Length = 7 },
        new() { Length = FieldOptions.MaxLength },
        new() { Pattern = "9" },
        new() { Pattern = "99-9" },
        new() { Pattern = "(9) 9,9" },
        new() { Pattern = "9.9", Length = 2 },
    ];

    private static readonly FieldReader Reader = new(PredictionEngine.Default);

    public override string Name => "field";

    /// <summary>No picture is bad.</summary>
    public override Type? Problem => null;

    public override int ShortPass => 100;

    public override long MostAllocation => 128L << 20;

    /// <summary>
    /// Strokes like those of digits: side by side, crossing, with a dash between; then pictures without writing.
    /// </summary>
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        PictureRecipe.Make(2, 64, 32, 250, 10, 8, 4, 8, 27, 20, 5, 32, 5, 24, 27, 44, 4, 52, 14, 44, 27),
        PictureRecipe.Make(2, 90, 30, 230, 20, 6, 4, 20, 4, 6, 25, 20, 25, 30, 15, 38, 15, 50, 4, 50, 26, 60, 4, 74, 15, 60, 26),
        PictureRecipe.Make(2, 48, 28, 240, 0, 4, 4, 40, 24, 40, 4, 4, 24, 22, 2, 22, 26),
        PictureRecipe.Make(1, 100, 28, 255, 12, 0, 2, 255, 18, 0, 3),
        PictureRecipe.Make(0, 60, 20, 255, 255, 255, 0, 255),
        PictureRecipe.Make(3, 40, 24, 77),
    ];

    public override byte[] Mutate(int seed, ref SeededRandom random)
    {
        byte[] recipe = PictureRecipe.Damage(Seeds[seed], ref random);
        recipe[PictureRecipe.OptionsByte] = (byte)random.NextInt32(3 * Known.Length);
        return recipe;
    }

    public override void Run(byte[] input)
    {
        if (PictureRecipe.Paint(input, MostPixels) is not GrayPicture picture)
        {
            return;
        }

        byte choice = input[PictureRecipe.OptionsByte];
        FieldOptions options = Known[choice / 3 % Known.Length] with { Polarity = (InkPolarity)(choice % 3) };

        FieldResult result = Reader.Read(picture, options);
        RequireSense(result, options);
        foreach (FieldDigit digit in result.Digits)
        {
            PictureBounds ink = digit.Bounds;
            Require(
                ink is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 } && ink.Right <= picture.Width && ink.Bottom <= picture.Height,
                $"a digit at {ink} of a picture of {picture.Width} x {picture.Height}");
            Require(digit.Confidence is >= 0 and <= 1, $"a digit's confidence is {digit.Confidence}");
        }

        if (picture.Pixels.Length > MostToRepeat)
        {
            return;
        }

        FieldResult again = Reader.Read(picture, options);
        Require(
            again.Text == result.Text && again.Confidence.Equals(result.Confidence) && again.Digits.SequenceEqual(result.Digits),
            "reading it again gives something else");
    }

    private static void RequireSense(FieldResult result, FieldOptions options)
    {
        Require(result.Confidence is >= 0 and <= 1, $"the confidence is {result.Confidence}");
        Require(result.Accepted == (result.Confidence >= FieldReader.AcceptanceThreshold), "accepted whatever the confidence is");
        Require(
            result.Text.Where(char.IsAsciiDigit).SequenceEqual(result.Digits.Select(digit => (char)('0' + digit.Label))),
            $"the digits of \"{result.Text}\" are others");
        if (result.Text.Length == 0)
        {
            Require(result.Confidence == 0, "nothing, and sure of it");
            return;
        }

        Require(options.Length is not int length || result.Digits.Count == length, $"{result.Digits.Count} digits of {options.Length}");
        string pattern = options.Pattern ?? new string('9', result.Digits.Count);
        int next = 0;
        Require(
            result.Text == string.Concat(pattern.Select(c => c == '9' ? (char)('0' + result.Digits[next++].Label) : c)),
            $"\"{result.Text}\" is not of the form {pattern}");
    }
}
