namespace DigitPictures.Fields;

/// <summary>One character of what a field is to be read as.</summary>
/// <param name="Literal">A character that is itself, or '\0' for a digit.</param>
/// <param name="Label">The digit that it must be, or -1 for any.</param>
internal readonly record struct FieldItem(char Literal, int Label)
{
    /// <summary>Any digit.</summary>
    public static FieldItem AnyDigit => new('\0', -1);

    /// <summary>Whether it is a digit, and not a character that is itself.</summary>
    public bool IsDigit => Literal == '\0';

    /// <summary>One digit and no other.</summary>
    public static FieldItem Digit(int label) => new('\0', label);

    /// <summary>What options ask for; null if they leave it open.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves or each other.</exception>
    public static FieldItem[]? Parse(FieldOptions options)
    {
        if (options.Length is < 1 or > FieldOptions.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Length, $"Expected a length from 1 to {FieldOptions.MaxLength}.");
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
