using System.CommandLine;
using System.CommandLine.Parsing;

namespace MlNetDigits.ConsoleApp;

/// <summary>Describes invalid arguments in one line.</summary>
internal static class UsageError
{
    public static CommandException From(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string name = command is RootCommand ? "" : command.Name + " ";
        return new($"{Describe(parsed, command)} (see {CommandHint.Text} {name}--help)");
    }

    /// <summary>What was typed as an option but, as no such option exists, was parsed as a path; null if there is none.</summary>
    public static string? UnknownOption(ParseResult parsed) => parsed.CommandResult.Children
        .OfType<ArgumentResult>()
        .SelectMany(argument => argument.Tokens.Select(token => token.Value))
        .FirstOrDefault(text => text.Length > 1 && text[0] == '-' && !Path.Exists(text));

    private static string Describe(ParseResult parsed, Command command)
    {
        if (UnknownOption(parsed) is string option)
        {
            return NoOption(option, command);
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            string token = parsed.UnmatchedTokens[0];
            if (token.StartsWith('-'))
            {
                return NoOption(token, command);
            }

            return command is RootCommand
                ? Suggestion(token, command.Subcommands.Select(each => each.Name)) is { Length: > 0 } suggestion
                    ? $"there is no command '{token}'{suggestion}"
                    : $"there is no command '{token}'; expected {string.Join(", ", command.Subcommands.Select(each => each.Name))}"
                : $"unexpected argument '{token}'";
        }

        ParseError error = parsed.Errors[0];
        return char.ToLowerInvariant(error.Message[0]) + error.Message[1..].TrimEnd('.');
    }

    private static string NoOption(string typed, Command command) =>
        $"there is no option {typed}{Suggestion(typed, command.Options.SelectMany(each => each.Aliases.Append(each.Name)))}";

    /// <summary>The name that was probably meant, as the end of a sentence; empty if none is close.</summary>
    private static string Suggestion(string typed, IEnumerable<string> names)
    {
        (string name, int distance) = names.Select(name => (name, Distance(typed, name))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, name.Length / 3) || name.StartsWith(typed, StringComparison.Ordinal)
            ? $"; did you mean {name}?"
            : "";
    }

    /// <summary>
    /// The fewest characters to insert, delete, replace, or exchange with their neighbour to get from one text to the other
    /// (the restricted edit distance of Damerau 1964).
    /// </summary>
    private static int Distance(string from, string to)
    {
        int[,] distance = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                int replaced = distance[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(replaced, 1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], 1 + distance[i - 2, j - 2]);
                }
            }
        }

        return distance[from.Length, to.Length];
    }
}
