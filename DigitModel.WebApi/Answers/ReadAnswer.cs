using DigitPictures.Fields;

namespace MlNetDigits.WebApi.Answers;

/// <summary>What was read in a field.</summary>
/// <param name="Text">The digits from left to right, with the pattern's other characters; empty if nothing could be read.</param>
/// <param name="Confidence">The probability that the whole text is right, from 0 to 1.</param>
/// <param name="Accepted">Whether it can be taken as it is; the others are for somebody to look at.</param>
/// <param name="Width">The picture's width in pixels, as the boxes count them.</param>
/// <param name="Height">Its height.</param>
/// <param name="Digits">The digits of the text.</param>
internal sealed record ReadAnswer(
    string Text, double Confidence, bool Accepted, int Width, int Height, IReadOnlyList<ReadDigit> Digits)
{
    public static ReadAnswer Of(FieldResult field, int width, int height) => new(
        field.Text,
        field.Confidence,
        field.Accepted,
        width,
        height,
        [.. field.Digits.Select(digit => new ReadDigit(digit.Label, digit.Confidence, Box.Of(digit.Bounds)))]);
}
