using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace DigitModel.ConsoleApp.Commands;

/// <summary>Options that take a number, written the same way whatever the machine's culture.</summary>
internal static class NumberOption
{
    /// <summary>An option such as <c>--epochs 30</c>; null when it isn't given.</summary>
    public static Option<T?> Whole<T>(string name, string description)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        Create<T>(name, "N", description, NumberStyles.AllowLeadingSign, $"a whole number of at most {T.MaxValue}");

    /// <summary>An option such as <c>--learning-rate 0.001</c> or <c>1e-3</c>; null when it isn't given.</summary>
    public static Option<double?> Real(string name, string description) =>
        Create<double>(name, "X", description, NumberStyles.Float, "a number such as 0.001");

    private static Option<T?> Create<T>(string name, string helpName, string description, NumberStyles styles, string expected)
        where T : struct, INumber<T> => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result => Parse<T>(result, name, styles, expected),
        };

    private static T? Parse<T>(ArgumentResult result, string name, NumberStyles styles, string expected)
        where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, styles, CultureInfo.InvariantCulture, out T value))
            return value;
        result.AddError($"{name}: expected {expected} but found '{text}'");
        return null;
    }
}
