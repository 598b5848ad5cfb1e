namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Paths as people read them.</summary>
internal static class PathText
{
    /// <summary>The path from the current folder, where that is shorter.</summary>
    public static string Shorten(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
