using DigitPictures;

namespace DigitPictures.Fields;

/// <summary>What is known about a field before it is read. All of it may be left out.</summary>
public sealed record FieldOptions
{
    /// <summary>The most characters that a field may have.</summary>
    public const int MaxLength = 64;

    /// <summary>How many digits are in the field, from 1 to <see cref="MaxLength"/>; null where that isn't known.</summary>
    public int? Length { get; init; }

    /// <summary>
    /// What the field looks like, such as <c>99999-9999</c>: each 9 is a digit, and any other character is itself. It is put
    /// into the text whether it can be seen in the picture (a dash, a point) or not, as on forms where it is printed. Null
    /// where nothing is known.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>Whether the ink is dark or light, if it is known.</summary>
    public InkPolarity Polarity { get; init; }
}
