using System.CommandLine;
using DigitEngine.Persistence;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>Which model a command works with.</summary>
internal static class ModelOption
{
    /// <summary>What the model that comes with the program is called on the screen.</summary>
    public const string ShippedName = "the model that comes with the program";

    public static Option<string?> Create() => new("--model")
    {
        HelpName = "ZIP",
        Description = "The model file. The model that comes with the program by default.",
    };

    /// <exception cref="ModelFormatException">The file can't be read or is no model.</exception>
    public static ModelFile Load(string? path) => path is null ? ModelFile.LoadDefault() : ModelFile.Load(path);
}
