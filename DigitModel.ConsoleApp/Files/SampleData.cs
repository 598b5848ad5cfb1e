namespace MlNetDigits.ConsoleApp.Files;

/// <summary>The sample that comes with the source: what is trained on when no data is named.</summary>
internal static class SampleData
{
    private static readonly string RelativePath = Path.Combine("assets", "digits-10k.csv.gz");

    /// <summary>Looks in the current folder, then beside the program, and in all the folders that these are in.</summary>
    /// <exception cref="CommandException">It is nowhere to be found.</exception>
    public static string Find()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string path = Path.Combine(folder.FullName, RelativePath);
                if (File.Exists(path))
                {
                    return PathText.Shorten(path);
                }
            }
        }

        throw new CommandException($"the sample {RelativePath} is not here nor in any folder above: name a file with --data");
    }
}
