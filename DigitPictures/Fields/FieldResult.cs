namespace DigitPictures.Fields;

/// <summary>What was read in a field.</summary>
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
    /// The digits from left to right, with the characters of the pattern between them if one was given. Empty where nothing is
    /// written, and where what is written can't be the number of digits asked for.
    /// </summary>
    public string Text { get; }

    /// <summary>The probability that the whole text is right, in [0, 1]; 0 for an empty text.</summary>
    public double Confidence { get; }

    /// <summary>
    /// Whether the text can be taken as it is: <see cref="Confidence"/> reaches <see cref="FieldReader.AcceptanceThreshold"/>.
    /// The others are for somebody to look at.
    /// </summary>
    public bool Accepted { get; }

    /// <summary>The digits of <see cref="Text"/>, from left to right.</summary>
    public IReadOnlyList<FieldDigit> Digits { get; }

    /// <summary>Where nothing could be read.</summary>
    internal static FieldResult Nothing { get; } = new("", 0, false, []);
}
