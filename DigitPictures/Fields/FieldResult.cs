namespace DigitPictures.Fields;

/// <summary>The text read in a field.</summary>
public sealed class FieldResult
{
    internal FieldResult(string text, double confidence, bool accepted, IReadOnlyList<FieldDigit> digits)
    {
        Text = text;
        Confidence = confidence;
        Accepted = accepted;
        Digits = digits;
    }

    /// <summary>
    /// The digits from left to right, with the other characters of the pattern if one was given. Empty if nothing is written, or
    /// if the ink can't be the number of digits asked for.
    /// </summary>
    public string Text { get; }

    /// <summary>The probability that the whole text is right, from 0 to 1; 0 for an empty text.</summary>
    public double Confidence { get; }

    /// <summary>
    /// Whether <see cref="Confidence"/> reaches <see cref="FieldReader.AcceptanceThreshold"/>. Somebody should check the texts
    /// that don't.
    /// </summary>
    public bool Accepted { get; }

    /// <summary>The digits of <see cref="Text"/>, from left to right.</summary>
    public IReadOnlyList<FieldDigit> Digits { get; }

    /// <summary>The result where nothing could be read.</summary>
    internal static FieldResult Nothing { get; } = new("", 0, false, []);
}

/// <summary>One digit of a field.</summary>
/// <param name="Label">The digit, 0 to 9.</param>
/// <param name="Confidence">The probability that the ink is this digit, from 0 to 1.</param>
/// <param name="Bounds">The bounds of its ink in the picture.</param>
public sealed record FieldDigit(int Label, double Confidence, PictureBounds Bounds);
