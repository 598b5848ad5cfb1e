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

    private static string Describe(ParseResult parsed, Command command)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            string token = parsed.UnmatchedTokens[0];
            if (token.StartsWith('-'))
            {
                return $"there is no option {token}";
            }

            return command is RootCommand
                ? $"there is no command '{token}'; expected {string.Join(", ", command.Subcommands.Select(each => each.Name))}"
                : $"unexpected argument '{token}'";
        }

        ParseError error = parsed.Errors[0];
        return char.ToLowerInvariant(error.Message[0]) + error.Message[1..].TrimEnd('.');
    }
}
