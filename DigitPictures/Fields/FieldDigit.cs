using DigitPictures;

namespace DigitPictures.Fields;

/// <summary>One digit of a field.</summary>
/// <param name="Label">The digit, 0 to 9.</param>
/// <param name="Confidence">The probability that its ink shows this digit and no other, nor none, in [0, 1].</param>
/// <param name="Bounds">Where in the picture its ink is.</param>
public sealed record FieldDigit(int Label, double Confidence, PictureBounds Bounds);
