using System.Globalization;
using System.Net;

namespace MlNetDigits.WebApi.Settings;

/// <summary>Reads values from a section of the configuration, and reports invalid ones with what was expected.</summary>
internal sealed class SettingsReader(IConfigurationSection section)
{
    /// <summary>The text, or null if there is none.</summary>
    public string? Text(string key) => section[key] is { Length: > 0 } text ? text : null;

    /// <summary>Texts separated by semicolons, or null if there are none.</summary>
    public string[]? List(string key) =>
        Text(key)?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Addresses and networks separated by semicolons; empty if there are none.</summary>
    /// <exception cref="ServiceException">One of them is neither.</exception>
    public IReadOnlyList<IPNetwork> Networks(string key) =>
    [
        .. (List(key) ?? []).Select(text =>
            IPAddress.TryParse(text, out IPAddress? address) ? new IPNetwork(address, 8 * address.GetAddressBytes().Length)
            : IPNetwork.TryParse(text, out IPNetwork network) ? network
            : throw new ServiceException(
                $"{CommandLineName(key)}: expected an address such as 10.0.0.1 or a network such as 10.0.0.0/8 but found '{text}'")),
    ];

    /// <summary>A whole number, or <paramref name="fallback"/> if there is none.</summary>
    /// <exception cref="ServiceException">It is not a whole number, or out of range.</exception>
    public int Whole(string key, int least, int most, int fallback)
    {
        if (Text(key) is not string text)
        {
            return fallback;
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
