using DigitEngine.Persistence;
using DigitReports;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Opens files for reports. A report replaces an earlier report, and nothing else.</summary>
internal static class PageFile
{
    /// <exception cref="CommandException">There is a file that is not a report.</exception>
    /// <exception cref="OutputFileException">The file can't be written.</exception>
    public static OutputFile Open(string path)
    {
        RefuseOthers(path);
        return new(path);
    }

    /// <exception cref="CommandException">There is a file that is not a report.</exception>
    public static void RefuseOthers(string path)
    {
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length > 0 && !HtmlReport.IsReport(path))
            {
                throw new CommandException($"{path}: already exists and is not a report: choose another name, so that it is not lost");
            }
        }
        catch (Exception error) when (OutputFile.IsOutputError(error))
        {
            throw OutputFile.Unwritable(path, error);
        }
    }

    /// <summary>Opens a file that nobody asked for. If that fails, there is a warning and no report.</summary>
    public static OutputFile? TryOpen(string path)
    {
        try
        {
            return Open(path);
        }
        catch (Exception error) when (error is CommandException or OutputFileException)
        {
            ErrorReporter.Write(error, "warning: no report is written: ");
            return null;
        }
    }
}
