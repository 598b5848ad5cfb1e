using System.Globalization;
using System.Text;

namespace DigitEngine.Data;

/// <summary>
/// A file of data or metrics can't be read or contains something else. The message is one line that tells where, what was
/// expected and what was found, such as
/// <c>data.csv, line 17, column 5 (pixel3): expected an integer 0-255 but found "abc"</c>.
/// </summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file as the caller named it.</param>
    /// <param name="problem">What was expected and what was found, on one line.</param>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="column">The column, that is the field and not the character, counted from 1.</param>
    /// <param name="columnName">The usual name of that column.</param>
    /// <param name="innerException">The reason, if reading failed.</param>
    public DataFormatException(
        string path,
        string problem,
        long? line = null,
        int? column = null,
        string? columnName = null,
        Exception? innerException = null)
        : base(Describe(path, problem, line, column, columnName), innerException)
    {
        Path = path;
        Line = line;
        Column = column;
    }

    /// <summary>The file as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The line, counted from 1, if the problem is in one.</summary>
    public long? Line { get; }

    /// <summary>The column, that is the field, counted from 1, if the problem is in one.</summary>
    public int? Column { get; }

    private static string Describe(string path, string problem, long? line, int? column, string? columnName)
    {
        StringBuilder text = new(MessageText.Path(path));
        if (line is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $", line {line}");
        }

        if (column is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $", column {column}");
        }

        if (columnName is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({columnName})");
        }

        return text.Append(": ").Append(MessageText.Escape(problem)).ToString();
    }
}
