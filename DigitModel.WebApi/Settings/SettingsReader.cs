using System.Globalization;

namespace MlNetDigits.WebApi.Settings;

/// <summary>Takes values out of a section of the configuration, and says of bad ones what was expected.</summary>
internal sealed class SettingsReader(IConfigurationSection section)
{
    /// <summary>The text, or null where there is none.</summary>
    public string? Text(string key) => section[key] is { Length: > 0 } text ? text : null;

    /// <summary>Texts with semicolons between them, or null where there are none.</summary>
    public string[]? List(string key) =>
        Text(key)?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <exception cref="ServiceException">It is no whole number, or out of range.</exception>
    public int Whole(string key, int least, int most, int standard)
    {
        if (Text(key) is not string text)
        {
            return standard;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
        {
            return value;
        }

        throw new ServiceException($"{CommandLineName(key)}: expected a whole number from {least} to {most} but found '{text}'");
    }

    /// <summary><c>--max-batch</c> for <c>MaxBatch</c>.</summary>
    public static string CommandLineName(string key) =>
        "-" + string.Concat(key.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));
}
