using System.Globalization;
using DigitEngine.Data;

namespace DigitEngine.Evaluation;

/// <summary>
/// Writes and reads predictions as CSV, the content of <c>predictions.csv</c>: one line per image under the header
/// <c>row,label,predicted,confidence,score0,score1,…</c>, where the row is the position in the file of images, counted from 1.
/// Numbers are the same in every culture and exact, so reading gives what was written. Lines end with <c>\n</c>.
/// </summary>
internal static class TestPredictionsCsv
{
    private const string Header = "row,label,predicted,confidence";
    private const int FirstScore = 4;

    /// <summary>More characters than 256 scores take.</summary>
    private const int MaxLineLength = 1 << 14;

    /// <summary>Writes predictions.</summary>
    /// <param name="writer">Where to write. It is neither flushed nor closed.</param>
    /// <param name="predictions">What to write.</param>
    public static void Write(TextWriter writer, TestPredictions predictions)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(predictions);
        CultureInfo culture = CultureInfo.InvariantCulture;
        writer.Write(HeaderOf(predictions.ClassCount));
        writer.Write('\n');
        for (int i = 0; i < predictions.Count; i++)
        {
            writer.Write(string.Create(
                culture, $"{predictions.Position(i) + 1L},{predictions.Label(i)},{predictions.Predicted(i)},{predictions.Confidence(i)}"));
            foreach (float score in predictions.Scores(i))
            {
                writer.Write(',');
                writer.Write(score.ToString(culture));
            }

            writer.Write('\n');
        }
    }

    /// <summary>Reads predictions.</summary>
    /// <param name="path">The file, such as a run's <c>predictions.csv</c>.</param>
    /// <exception cref="DataFormatException">The file can't be read or holds something else.</exception>
    public static TestPredictions Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using StreamReader reader = new(path);
            return Read(reader, path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFormatException(path, "the file does not exist", innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw DataStream.Unreadable(path, error);
        }
    }

    /// <summary>Reads predictions from a text to its end.</summary>
    internal static TestPredictions Read(TextReader reader, string path)
    {
        string header = ReadLine(reader, path, 1) ?? "";
        int classCount = header.Split(',').Length - FirstScore;
        if (classCount is < 2 or > byte.MaxValue + 1 || header != HeaderOf(classCount))
        {
            throw Bad(path, 1, $"a header \"{Header},score0,score1,…\"", MessageText.Quote(header));
        }

        List<int> positions = [];
        List<byte> labels = [];
        List<float> scores = [];
        for (int line = 2; ReadLine(reader, path, line) is string text; line++)
        {
            string[] fields = text.Split(',');
            if (fields.Length != FirstScore + classCount)
            {
                throw Bad(path, line, $"{FirstScore + classCount} fields", $"{fields.Length}");
            }

            positions.Add(Whole(fields[0], 1, int.MaxValue, "a row counted from 1", path, line) - 1);
            labels.Add((byte)Whole(fields[1], 0, classCount - 1, $"a label from 0 to {classCount - 1}", path, line));
            int predicted = Whole(fields[2], 0, classCount - 1, $"a prediction from 0 to {classCount - 1}", path, line);
            int best = 0;
            for (int i = 0; i < classCount; i++)
            {
                scores.Add(Score(fields[FirstScore + i], path, line));
                best = scores[^1] > scores[^(1 + i - best)] ? i : best;
            }

            if (best != predicted)
            {
                throw Bad(path, line, $"the prediction with the highest score, {best}", fields[2]);
            }
        }

        return labels.Count > 0
            ? new([.. positions], [.. labels], [.. scores], classCount)
            : throw new DataFormatException(path, "expected at least one line under the header but found none");
    }

    private static string HeaderOf(int classCount) =>
        Header + string.Concat(Enumerable.Range(0, classCount).Select(i => string.Create(CultureInfo.InvariantCulture, $",score{i}")));

    /// <summary>A line without its end, or null at the end of the file. The length is limited before memory is used.</summary>
    private static string? ReadLine(TextReader reader, string path, int line)
    {
        Span<char> text = stackalloc char[MaxLineLength];
        int length = 0;
        int next;
        while ((next = reader.Read()) >= 0 && next != '\n')
        {
            if (length == text.Length)
            {
                throw Bad(path, line, $"a line of at most {MaxLineLength} characters", "a longer one");
            }

            text[length++] = (char)next;
        }

        return next < 0 && length == 0 ? null : text[..length].TrimEnd('\r').ToString();
    }

    private static int Whole(string text, int least, int most, string expected, string path, int line) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw Bad(path, line, expected, MessageText.Quote(text));

    private static float Score(string text, string path, int line) =>
        float.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out float value)
            && value is >= 0 and <= 1
            ? value
            : throw Bad(path, line, "a score from 0 to 1", MessageText.Quote(text));

    private static DataFormatException Bad(string path, int line, string expected, string found) =>
        new(path, $"expected {expected} but found {found}", line);
}
