using System.Text;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;

namespace DigitReports;

/// <summary>
/// Reports on how good one model is, or how two differ, as HTML pages. A page is a single file that needs nothing else: no
/// script, no font and no picture from elsewhere. The same content gives the same bytes.
/// </summary>
public static class HtmlReport
{
    /// <summary>Within how many bytes from the start a report can be recognised.</summary>
    private const int HeadLength = 1024;

    /// <summary>Writes a report about one model to a file, completely or not at all.</summary>
    /// <param name="path">The file. Its folder must exist; an existing file is replaced.</param>
    /// <param name="name">The page's title.</param>
    /// <param name="answers">The model's answer to each test image, with ten scores each.</param>
    /// <param name="test">The test images, one for each answer in the same order; without them the page has no pictures.</param>
    /// <exception cref="ArgumentException">The answers are not of ten classes, or not to these images.</exception>
    /// <exception cref="IOException">The file can't be written; the message is one line that begins with its name.</exception>
    public static void Save(string path, string name, TestPredictions answers, TestSet? test = null) =>
        Save(path, new ReportContent { Name = name, Answers = answers, Test = test });

    /// <inheritdoc cref="Save(string, string, TestPredictions, TestSet?)"/>
    internal static void Save(string path, ReportContent content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] page = PageOf(content);
        OutputFile.Save(path, stream => stream.Write(page));
    }

    /// <summary>Writes a report about one model to a stream, which stays open.</summary>
    /// <exception cref="ArgumentException">The content's parts don't belong together.</exception>
    internal static void Write(Stream stream, ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(PageOf(content));
    }

    /// <summary>Writes a report that compares two models to a stream, which stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="before">The first model.</param>
    /// <param name="after">The second model: differences are its figures minus those of the first.</param>
    /// <exception cref="ArgumentException">The content's parts don't belong together.</exception>
    internal static void WriteComparison(Stream stream, ReportContent before, ReportContent after)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        before.Validate();
        after.Validate();
        stream.Write(Encoding.UTF8.GetBytes(Page.OfComparison(before, after).ToString()));
    }

    /// <summary>Whether a file is a report that this class wrote, so that the next one may replace it.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    internal static bool IsReport(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[HeadLength];
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head.AsSpan(0, length).IndexOf(Encoding.UTF8.GetBytes(Page.GeneratorTag)) >= 0;
    }

    private static byte[] PageOf(ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        content.Validate();
        return Encoding.UTF8.GetBytes(Page.OfRun(content).ToString());
    }
}
