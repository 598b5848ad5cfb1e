using DigitEngine;
using DigitEngine.Data;
using DigitPictures;
using MlNetDigits.Benchmarks.Robustness;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>
/// Generates pictures of fields: two to nine digits in a row, of slightly varying size and baseline, in dark ink on paper with
/// shade and noise. In an eighth of the fields the boxes of neighbours are −2 to 2 MNIST pixels apart; in another eighth their
/// ink is, measured along the row where it is nearest. In a tenth of the fields strokes are broken.
/// </summary>
/// <param name="data">The digits, 28 × 28 pixels each.</param>
/// <param name="seed">The seed of all random numbers.</param>
internal sealed class FieldGenerator(DigitDataset data, ulong seed)
{
    public const int MinLength = 2;
    public const int MaxLength = 9;

    private const RandomPurpose Stream = (RandomPurpose)300;
    private const float NearShare = 0.125f;
    private const float TouchingShare = 0.125f;
    private const float BrokenShare = 0.1f;

    /// <summary>The larger of height and width of MNIST's digits, in pixels.</summary>
    private const float SourceHeight = 20;

    /// <summary>Generates a field.</summary>
    /// <param name="number">Its number; the same number gives the same field.</param>
    public FieldSample Make(int number)
    {
        SeededRandom random = SeededRandom.For(seed, Stream, (ulong)number);
        int length = random.NextBetween(MinLength, MaxLength);
        float kind = random.NextSingle();
        return Make(
            length,
            kind switch
            {
                < NearShare => FieldKind.Near,
                < NearShare + TouchingShare => FieldKind.Touching,
                < NearShare + TouchingShare + BrokenShare => FieldKind.Broken,
                _ => FieldKind.Ordinary,
            },
            ref random);
    }

    /// <summary>Generates a field of a certain length and kind.</summary>
    public FieldSample Make(int length, FieldKind kind, ref SeededRandom random)
    {
        float height = random.NextSingle(26, 72);
        InkPatch line = new((int)(length * height * 2) + (int)height, (int)(height * 2.2f));
        float middle = line.Height / 2f;
        char[] text = new char[length];
        PictureBounds[] places = new PictureBounds[length];
        InkPatch? before = null;
        int beforeLeft = 0;
        int beforeTop = 0;
        int end = 0;
        for (int i = 0; i < length; i++)
        {
            int image = random.NextInt32(data.Count);
            text[i] = (char)('0' + data.Label(image));
            float scale = height * random.NextSingle(0.9f, 1.1f) / SourceHeight;
            InkPatch digit = InkPatch.Enlarge(data.Image(image), scale);
            if (kind == FieldKind.Broken && random.NextSingle() < 0.4f)
            {
                digit.Break(height * random.NextSingle(0.05f, 0.08f), ref random);
            }

            int top = (int)(middle - (digit.Height / 2f) + (height * random.NextSingle(-0.06f, 0.06f)));
            int left;
            if (before is null)
            {
                left = (int)(height / 2);
            }
            else if (kind is FieldKind.Near or FieldKind.Touching)
            {
                // The gap is in MNIST pixels. Boxes overlap by at most a quarter of the height.
                int gap = (int)MathF.Round(random.NextSingle(-2, 2) * height / SourceHeight);
                left = kind == FieldKind.Near ? end + gap : beforeLeft + digit.LeftFor(before, top - beforeTop, gap);
                left = Math.Clamp(left, end - (int)(height / 4), end + (int)(2 * height / SourceHeight));
            }
            else
            {
                left = end + (int)(random.NextSingle(2, 9) * height / SourceHeight);
            }

            line.Add(digit, left, top);
            places[i] = new(left, top, digit.Width, digit.Height);
            end = Math.Max(end, left + digit.Width);
            (before, beforeLeft, beforeTop) = (digit, left, top);
        }

        (GrayPicture picture, int cutLeft, int cutTop) = Paper.Write(line, height, ref random);
        return new(
            picture,
            new string(text),
            kind,
            [.. places.Select(place => place with { Left = place.Left - cutLeft, Top = place.Top - cutTop })]);
    }
}

/// <summary>A generated field.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Text">The digits.</param>
/// <param name="Kind">What is difficult about it.</param>
/// <param name="Digits">Where in the picture each digit is.</param>
internal sealed record FieldSample(GrayPicture Picture, string Text, FieldKind Kind, IReadOnlyList<PictureBounds> Digits);

/// <summary>What is difficult about a field.</summary>
internal enum FieldKind
{
    /// <summary>Digits with paper between them.</summary>
    Ordinary,

    /// <summary>Digits whose boxes nearly touch, touch or overlap.</summary>
    Near,

    /// <summary>Digits whose ink nearly touches, touches or overlaps.</summary>
    Touching,

    /// <summary>Digits with paper between them, some of whose strokes are broken.</summary>
    Broken,
}
