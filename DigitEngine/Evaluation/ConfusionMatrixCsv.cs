using System.Globalization;

namespace DigitEngine.Evaluation;

/// <summary>Writes a confusion matrix as CSV: the content of <c>confusion-matrix.csv</c>.</summary>
internal static class ConfusionMatrixCsv
{
    /// <summary>
    /// Writes the header <c>actual\predicted,0,1,…</c> and one line per actual class: the class, and how many of its rows were
    /// predicted as class 0, 1, … The numbers are plain integers in any culture. Lines end with <c>\n</c>.
    /// </summary>
    /// <param name="writer">Where to write. It is neither flushed nor closed.</param>
    /// <param name="matrix">What to write.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void Write(TextWriter writer, ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(matrix);

        WriteLine(writer, @"actual\predicted", Enumerable.Range(0, matrix.NumberOfClasses).Select(c => (double)c));
        for (int actual = 0; actual < matrix.NumberOfClasses; actual++)
        {
            WriteLine(writer, actual.ToString(CultureInfo.InvariantCulture), matrix.Counts[actual]);
        }
    }

    private static void WriteLine(TextWriter writer, string title, IEnumerable<double> numbers)
    {
        writer.Write(title);
        foreach (double number in numbers)
        {
            writer.Write(',');
            writer.Write(number.ToString("F0", CultureInfo.InvariantCulture));
        }

        writer.Write('\n');
    }
}
