namespace MlNetDigits.ConsoleApp;

/// <summary>Commands as hints that can be pasted into the shell.</summary>
internal static class CommandHint
{
    private const string ProjectName = "DigitModel.ConsoleApp";

    /// <summary>How this program was started: what to type before the name of a command.</summary>
    public static string Text { get; } = Find();

    /// <summary>A path, quoted for the shell if necessary.</summary>
    public static string Quote(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '\\' or '.' or '-' or '_' or ':' or '+' or ',')
            ? path
            : OperatingSystem.IsWindows() ? $"\"{path}\"" : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The path from the current folder, if that is shorter.</summary>
    public static string Shorten(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }

    /// <summary>The command that opens a file in the program for it, in a browser for a report.</summary>
    public static string OpenInBrowser(string path) =>
        OperatingSystem.IsWindows() ? $"start \"\" {Quote(path)}" : $"{(OperatingSystem.IsMacOS() ? "open" : "xdg-open")} {Quote(path)}";

    private static string Find()
    {
        // …/DigitModel.ConsoleApp/bin/Release/net10.0/: built from source, and most likely started by dotnet run.
        DirectoryInfo here = new(AppContext.BaseDirectory);
        if (here.Parent?.Parent is { Name: "bin", Parent: DirectoryInfo project }
            && File.Exists(Path.Combine(project.FullName, ProjectName + ".csproj")))
        {
            return $"dotnet run -c {here.Parent.Name} --project {Quote(Shorten(project.FullName))} --";
        }

        string? process = Environment.ProcessPath;
        return process is null || Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? $"dotnet {Quote(Shorten(Path.Combine(AppContext.BaseDirectory, ProjectName + ".dll")))}"
            : Quote(IsOnPath(process) ? Path.GetFileNameWithoutExtension(process) : Shorten(process));
    }

    /// <summary>Whether the shell finds the program by its name, as it does an installed tool.</summary>
    private static bool IsOnPath(string process) =>
        Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Contains(Path.GetDirectoryName(process)) == true;
}
