namespace MlNetDigits.WebApi.Explorer;

/// <summary>The sample that comes with the source.</summary>
internal static class SampleData
{
    private static readonly string RelativePath = Path.Combine("assets", "digits-10k.csv.gz");

    /// <summary>
    /// Looks in the current folder, then beside the program, and in all the folders that these are in; null if it is nowhere.
    /// </summary>
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
