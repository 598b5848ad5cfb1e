using System.Text.RegularExpressions;

namespace MlNetDigits.ConsoleApp.Generation;

/// <summary>The name of the generated class, project and files.</summary>
internal static partial class GeneratedName
{
    /// <summary>File systems take 255 bytes, of which the longest ending needs 15.</summary>
    private const int MaxLength = 100;

    /// <summary>Packages of the project whose names a class could have; NuGet does not distinguish case.</summary>
    private static readonly HashSet<string> Packages =
        new(["DigitEngine", "DigitModel", "DigitPictures", "SkiaSharp"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Requires a name that C# and every file system take, and that means nothing else in the generated project.</summary>
    /// <exception cref="CommandException">It is not such a name.</exception>
    public static void Require(string name, GeneratedProject project)
    {
        if (name.Length > MaxLength || !Pattern().IsMatch(name))
        {
            throw Bad(name, $"at most {MaxLength} letters, digits and underscores, beginning with a letter");
        }

        // Also keeps away all of C#'s keywords, present and future.
        if (name.All(char.IsAsciiLetterLower))
        {
            throw Bad(name, "with a capital letter, because C# reserves words of lowercase letters");
        }

        if (project.Words.Contains(name) || Packages.Contains(name))
        {
            throw new CommandException($"--name: '{name}' means something else in the generated code: choose another name, such as My{name}");
        }
    }

    private static CommandException Bad(string name, string expected) =>
        new($"--name: expected the name of a C# class, such as MyDigits ({expected}) but found '{name}'");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
