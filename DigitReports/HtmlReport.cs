using System.Text;
using DigitEngine.Persistence;

namespace DigitReports;

/// <summary>
/// Pages to look at: how good one model is, or how two differ. A page is one file that needs nothing else: no script, no font,
/// no picture from outside. The same content gives the same bytes.
/// </summary>
public static class HtmlReport
{
    /// <summary>How far into a file one must look to see whether it is a report.</summary>
    private const int HeadLength = 1024;

    /// <summary>Writes a page about one model as a file, whole or not at all.</summary>
    /// <param name="path">Where to; the folder must exist, and a file that is there is replaced.</param>
    /// <param name="content">What to tell.</param>
    /// <exception cref="ArgumentException">The content does not fit together.</exception>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public static void Save(string path, ReportContent content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string page = PageOf(content);
        AtomicFile.Write(path, stream => Write(stream, page));
    }

    /// <summary>Writes a page about one model.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="content">What to tell.</param>
    /// <exception cref="ArgumentException">The content does not fit together.</exception>
    public static void Write(Stream stream, ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream, PageOf(content));
    }

    /// <summary>Writes a page that sets two models side by side as a file, whole or not at all.</summary>
    /// <param name="path">Where to; the folder must exist, and a file that is there is replaced.</param>
    /// <param name="before">The one model.</param>
    /// <param name="after">The other one: differences are its figures less the first one's.</param>
    /// <exception cref="ArgumentException">The content does not fit together.</exception>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public static void SaveComparison(string path, ReportContent before, ReportContent after)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string page = PageOf(before, after);
        AtomicFile.Write(path, stream => Write(stream, page));
    }

    /// <summary>Writes a page that sets two models side by side.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="before">The one model.</param>
    /// <param name="after">The other one: differences are its figures less the first one's.</param>
    /// <exception cref="ArgumentException">The content does not fit together.</exception>
    public static void WriteComparison(Stream stream, ReportContent before, ReportContent after)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream, PageOf(before, after));
    }

    /// <summary>Whether a file is a page that this class wrote, and may be replaced by the next one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static bool IsReport(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[HeadLength];
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head.AsSpan(0, length).IndexOf(Encoding.UTF8.GetBytes(Page.GeneratorTag)) >= 0;
    }

    private static string PageOf(ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        content.Validate();
        return RunPage.Write(content).ToString();
    }

    private static string PageOf(ReportContent before, ReportContent after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        before.Validate();
        after.Validate();
        return ComparisonPage.Write(before, after).ToString();
    }

    private static void Write(Stream stream, string page) => stream.Write(Encoding.UTF8.GetBytes(page));
}
