namespace DigitEngine.Data;

/// <summary>The labelled images in the source's <c>assets</c> folder, which programs use when no data is named.</summary>
internal static class SampleFile
{
    /// <summary>The file, seen from the root of the source.</summary>
    public static readonly string RelativePath = Path.Combine("assets", "digits-10k.csv.gz");

    /// <summary>Looks in the current folder, then beside the program, and in all folders above either.</summary>
    /// <returns>The path, or null if the file is in none of them.</returns>
    public static string? Find()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string path = Path.Combine(folder.FullName, RelativePath);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }
}
