using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using DigitEngine.Persistence;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>The model that a command uses.</summary>
internal static class ModelOption
{
    /// <summary>The name of the shipped model on the screen.</summary>
    public const string ShippedName = "the model that comes with the program";

    public const string Description = "The model file, or the folder of a training run. The model that comes with the program by default.";

    public static Option<string?> Create() => new("--model")
    {
        HelpName = "ZIP",
        Description = Description,
        CustomParser = result => RunFolder.PathOfResult(result.Tokens[0].Value, RunFolder.Model),
    };

    /// <exception cref="ModelFormatException">The file can't be read or is not a model.</exception>
    public static ModelFile Load(string? path) => path is null ? ModelFile.LoadDefault() : ModelFile.Load(path);
}

/// <summary>Options with a number, which is parsed the same way whatever the machine's culture.</summary>
internal static class NumberOption
{
    /// <summary>An option such as <c>--epochs 30</c>; null when it isn't given.</summary>
    /// <param name="name">The option.</param>
    /// <param name="least">The smallest number allowed.</param>
    /// <param name="description">What the number is.</param>
    public static Option<T?> Whole<T>(string name, T least, string description)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        Create(name, "N", description, NumberStyles.None, least, $"a whole number from {least} to {T.MaxValue}");

    /// <summary>An option such as <c>--learning-rate 0.001</c> or <c>1e-3</c>; null when it isn't given.</summary>
    public static Option<double?> Real(string name, string description) =>
        Create(name, "X", description, NumberStyles.Float, double.NegativeInfinity, "a number such as 0.001");

    private static Option<T?> Create<T>(string name, string helpName, string description, NumberStyles styles, T least, string expected)
        where T : struct, INumber<T> => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result => Parse(result, name, styles, least, expected),
        };

    private static T? Parse<T>(ArgumentResult result, string name, NumberStyles styles, T least, string expected)
        where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, styles, CultureInfo.InvariantCulture, out T value) && value >= least)
        {
            return value;
        }

        result.AddError($"{name}: expected {expected} but found '{text}'");
        return null;
    }
}

/// <summary>Options with one of several words.</summary>
internal static class ChoiceOption
{
    /// <summary>Refuses other words, and has the shell complete these.</summary>
    public static void Limit<T>(Option<T> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            string? other = result.Tokens.Select(token => token.Value).FirstOrDefault(value => !words.Contains(value));
            if (other is not null)
            {
                result.AddError($"{option.Name}: expected {string.Join(", ", words[..^1])} or {words[^1]} but found '{other}'");
            }
        });
    }
}
