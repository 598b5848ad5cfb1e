using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp;

/// <summary>How this program is called, for hints that can be pasted into the shell as they are.</summary>
internal static class OwnCommand
{
    private const string ProjectName = "DigitModel.ConsoleApp";

    /// <summary>What to type before the command's name.</summary>
    public static string Text { get; } = Find();

    /// <summary>A path as a shell takes it.</summary>
    public static string Quote(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '\\' or '.' or '-' or '_' or ':' or '+' or ',')
            ? path
            : OperatingSystem.IsWindows() ? $"\"{path}\"" : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Find()
    {
        // …/DigitModel.ConsoleApp/bin/Release/net10.0/: built from source, and most likely started by dotnet run.
        DirectoryInfo here = new(AppContext.BaseDirectory);
        if (here.Parent?.Parent is { Name: "bin", Parent: DirectoryInfo project }
            && File.Exists(Path.Combine(project.FullName, ProjectName + ".csproj")))
        {
            return $"dotnet run -c {here.Parent.Name} --project {Quote(PathText.Shorten(project.FullName))} --";
        }

        string? process = Environment.ProcessPath;
        return process is null || Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? $"dotnet {Quote(PathText.Shorten(Path.Combine(AppContext.BaseDirectory, ProjectName + ".dll")))}"
            : Quote(IsInPath(process) ? Path.GetFileNameWithoutExtension(process) : PathText.Shorten(process));
    }

    /// <summary>Whether a shell finds the program by its name alone, as it does an installed tool.</summary>
    private static bool IsInPath(string process) =>
        Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Contains(Path.GetDirectoryName(process)) == true;
}
