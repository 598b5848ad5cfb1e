using System.Globalization;
using System.Text;

namespace DigitEngine.Data;

/// <summary>
/// A data file can't be read or holds something other than digits, or a file of metrics something other than these. The
/// message is one line that says where, what was expected and what was found, such as <c>data.csv, line 17, column 5 (pixel3): expected an integer 0-255 but found "abc"</c>.
/// </summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="problem">What was expected and what was found, on one line.</param>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="column">The column (field, not character) counted from 1.</param>
    /// <param name="columnName">What that column is usually called.</param>
    /// <param name="innerException">What made reading fail.</param>
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

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The line, counted from 1, where there is one.</summary>
    public long? Line { get; }

    /// <summary>The column (field, not character) counted from 1, where there is one.</summary>
    public int? Column { get; }

    private static string Describe(string path, string problem, long? line, int? column, string? columnName)
    {
        StringBuilder text = new(MessageText.Escape(path));
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
