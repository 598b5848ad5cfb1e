namespace DigitPictures.Fields;

/// <summary>What is known about a field before it is read. Everything is optional.</summary>
public sealed record FieldOptions
{
    /// <summary>The largest number of characters in a field.</summary>
    public const int MaxLength = 64;

    /// <summary>The number of digits in the field, from 1 to <see cref="MaxLength"/>; null if unknown.</summary>
    public int? Length { get; init; }

    /// <summary>
    /// The form of the field, such as <c>99999-9999</c>: each 9 stands for a digit, any other character for itself. Such a
    /// character appears in the text whether or not it is visible in the picture, because forms often have it printed. Null
    /// if unknown.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>Whether the ink is dark or light, if known.</summary>
    public InkPolarity Polarity { get; init; }
}

/// <summary>One character of the text that a field must have.</summary>
/// <param name="Literal">A literal character, or '\0' for a digit.</param>
/// <param name="Label">The digit that it must be, or -1 for any.</param>
internal readonly record struct FieldItem(char Literal, int Label)
{
    /// <summary>Any digit.</summary>
    public static FieldItem AnyDigit => new('\0', -1);

    /// <summary>Whether it is a digit and not a literal character.</summary>
    public bool IsDigit => Literal == '\0';

    /// <summary>One particular digit.</summary>
    public static FieldItem Digit(int label) => new('\0', label);

    /// <summary>The text that the options ask for; null if they leave it open.</summary>
    /// <exception cref="ArgumentException">The options are invalid or contradict each other.</exception>
    public static FieldItem[]? Parse(FieldOptions options)
    {
        if (options.Length is < 1 or > FieldOptions.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                null, $"Expected a length from 1 to {FieldOptions.MaxLength} but found {options.Length}.");
        }

        if (options.Pattern is not string pattern)
        {
            return options.Length is int length ? [.. Enumerable.Repeat(AnyDigit, length)] : null;
        }

        if (pattern.Length is 0 or > FieldOptions.MaxLength)
        {
            throw Refuse($"Expected a pattern of 1 to {FieldOptions.MaxLength} characters but found {pattern.Length}.");
        }

        FieldItem[] items = new FieldItem[pattern.Length];
        for (int i = 0; i < items.Length; i++)
        {
            if (pattern[i] is (>= '0' and <= '8') or '\0')
            {
                throw Refuse($"Expected 9 for each digit of the pattern but found {pattern[i]} in \"{pattern}\".");
            }

            items[i] = pattern[i] == '9' ? AnyDigit : new(pattern[i], -1);
        }

        int digits = items.Count(item => item.IsDigit);
        if (digits == 0)
        {
            throw Refuse($"Expected a 9 for each digit in the pattern but found none in \"{pattern}\".");
        }

        if (options.Length is int wanted && wanted != digits)
        {
            throw Refuse($"Expected a pattern of {wanted} digits, as the length says, but found {digits} in \"{pattern}\".");
        }

        return items;
    }

    private static ArgumentException Refuse(string message) => new(message);
}
