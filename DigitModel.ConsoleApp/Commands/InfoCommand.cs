using System.CommandLine;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.ConsoleApp.Screens;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>info</c>: describes a model.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string?> model = new("ZIP")
        {
            Description = ModelOption.Description,
            CustomParser = result => RunFolder.PathOfResult(result.Tokens[0].Value, RunFolder.Model),
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("info", "Describes a model: its layers, its training, its metrics, and how to use it.") { model };
        command.SetAction(parsed =>
        {
            string? path = parsed.GetValue(model);
            ModelScreen.Write(ConsoleOutput.Create(), path, ModelOption.Load(path));
            return ExitCodes.Done;
        });
        return command;
    }
}
