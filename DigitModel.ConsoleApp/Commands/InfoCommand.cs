using System.CommandLine;
using DigitModel.ConsoleApp.Files;
using DigitModel.ConsoleApp.Screens;
using DigitModel.Persistence;

namespace DigitModel.ConsoleApp.Commands;

/// <summary><c>info</c>: tells what a model is.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string?> model = new("ZIP")
        {
            Description = $"The model file. The newest runs/*/{RunFolder.Model} by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("info", "Tells what a model is: its layers, its training, how good it is, and how to use it.") { model };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(model) ?? RunFolder.NewestModel();
            ModelScreen.Write(Screen.Create(), path, ModelFile.Load(path));
            return ExitCodes.Done;
        });
        return command;
    }
}
