using DigitPictures;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>A picture of a field, and what is written there.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Text">The digits.</param>
/// <param name="Kind">What is difficult about it.</param>
/// <param name="Digits">Where in the picture each digit is.</param>
internal sealed record FieldSample(GrayPicture Picture, string Text, FieldKind Kind, IReadOnlyList<PictureBounds> Digits);
