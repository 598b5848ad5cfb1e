using DigitReports;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Where pages go: in the place of an earlier page, and of nothing else that anybody might want to keep.</summary>
internal static class PageFile
{
    /// <exception cref="CommandException">It can't be written there, or something else is there.</exception>
    public static OutputFile Open(string path)
    {
        RefuseOthers(path);
        return new(path);
    }

    /// <exception cref="CommandException">Something is there that is no page.</exception>
    public static void RefuseOthers(string path)
    {
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length > 0 && !HtmlReport.IsReport(path))
            {
                throw new CommandException($"{path}: is there already and is no report: expected another name, so that it is not lost");
            }
        }
        catch (Exception error) when (OutputFile.IsOutputError(error))
        {
            throw OutputFile.Unwritable(path, error);
        }
    }

    /// <summary>Opens a place that nobody asked for: where that fails, there is a line about it, and no page.</summary>
    public static OutputFile? TryOpen(string path)
    {
        try
        {
            return Open(path);
        }
        catch (CommandException error)
        {
            Failure.Tell(error, "warning: no report is written: ");
            return null;
        }
    }
}
