using System.CommandLine;
using MlNetDigits.ConsoleApp.Screens;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>info</c>: tells what a model is.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string?> model = new("ZIP")
        {
            Description = "The model file. The model that comes with the program by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("info", "Tells what a model is: its layers, its training, how good it is, and how to use it.") { model };
        command.SetAction(parsed =>
        {
            string? path = parsed.GetValue(model);
            ModelScreen.Write(ConsoleOutput.Create(), path, ModelOption.Load(path));
            return ExitCodes.Done;
        });
        return command;
    }
}
