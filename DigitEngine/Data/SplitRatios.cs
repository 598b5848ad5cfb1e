using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DigitEngine.Data;

/// <summary>The shares of a split in percent: three numbers that add up to 100, the first greater than 0.</summary>
public readonly record struct SplitRatios
{
    private const string Expected = "Expected three percentages such as 60/20/20 that add up to 100, the first greater than 0";

    /// <summary>Makes the shares of a split.</summary>
    /// <param name="train">The share for training in percent, greater than 0.</param>
    /// <param name="validation">The share for validation in percent; 0 for none.</param>
    /// <param name="test">The share for testing in percent; 0 for none.</param>
    /// <exception cref="ArgumentException">A number is negative, the first is 0, or they don't add up to 100.</exception>
    public SplitRatios(decimal train, decimal validation, decimal test)
    {
        if (!AreValid(train, validation, test))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{Expected}, but found {train}/{validation}/{test}."));
        }

        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary>60/20/20.</summary>
    public static SplitRatios Default { get; } = new(60, 20, 20);

    /// <summary>The share for training in percent.</summary>
    public decimal Train { get; }

    /// <summary>The share for validation in percent.</summary>
    public decimal Validation { get; }

    /// <summary>The share for testing in percent.</summary>
    public decimal Test { get; }

    /// <summary>Reads shares such as <c>60/20/20</c> or <c>66.5/16.5/17</c>.</summary>
    /// <param name="text">Three percentages separated by slashes, with a point before decimals.</param>
    /// <exception cref="FormatException">The text is not of this form.</exception>
    public static SplitRatios Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out SplitRatios ratios)
            ? ratios
            : throw new FormatException($"{Expected}, but found {MessageText.Quote(text)}.");
    }

    /// <summary>Reads shares as <see cref="Parse"/> does.</summary>
    /// <param name="text">Three percentages separated by slashes.</param>
    /// <param name="ratios">Receives the shares.</param>
    /// <returns>Whether the text is valid.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SplitRatios ratios)
    {
        ratios = default;
        string[] parts = (text ?? "").Split('/');
        if (parts.Length != 3
            || !TryParsePercent(parts[0], out decimal train)
            || !TryParsePercent(parts[1], out decimal validation)
            || !TryParsePercent(parts[2], out decimal test)
            || !AreValid(train, validation, test))
        {
            return false;
        }

        ratios = new SplitRatios(train, validation, test);
        return true;
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Train}/{Validation}/{Test}");

    private static bool TryParsePercent(string text, out decimal percent) => decimal.TryParse(
        text,
        NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture,
        out percent);

    // Each number is compared with 100 first, so the sum can't overflow.
    private static bool AreValid(decimal train, decimal validation, decimal test) =>
        train is > 0 and <= 100 && validation is >= 0 and <= 100 && test is >= 0 and <= 100 && train + validation + test == 100;
}
