using System.CommandLine;
using DigitModel.ConsoleApp.Files;

namespace DigitModel.ConsoleApp.Commands;

/// <summary>Which model a command works with.</summary>
internal static class ModelOption
{
    public static Option<string?> Create() => new("--model")
    {
        HelpName = "ZIP",
        Description = $"The model file. The newest runs/*/{RunFolder.Model} by default.",
    };
}
