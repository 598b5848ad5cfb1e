using System.Globalization;
using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Training;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Writes and reads the epochs of a run as CSV: the content of <c>history.csv</c>.</summary>
internal static class HistoryCsv
{
    private const string Header = "epoch,iteration,learningRate,trainingLoss,validationLoss,validationAccuracy,seconds";
    private const int Fields = 7;

    /// <summary>
    /// One line for each epoch below a header, the same whatever the culture; lines end in <c>\n</c>. Missing values, such as the
    /// validation loss of a run without validation images, are left empty.
    /// </summary>
    public static void Write(TextWriter writer, IReadOnlyList<EpochRecord> history)
    {
        writer.Write(Header + "\n");
        foreach (EpochRecord epoch in history)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch},{epoch.Iteration},{Number(epoch.LearningRate)},{Number(epoch.TrainingLoss)},"));
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{Number(epoch.ValidationLoss)},{Number(epoch.ValidationAccuracy)},{epoch.Seconds:F3}\n"));
        }
    }

    /// <exception cref="DataFormatException">The file can't be read or holds something else.</exception>
    public static IReadOnlyList<EpochRecord> Read(string path)
    {
        try
        {
            using StreamReader reader = new(path);
            return Read(reader, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, "the file can't be read", innerException: error);
        }
    }

    /// <summary>Reads a text to its end.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="path">The name to use in messages.</param>
    /// <exception cref="DataFormatException">It is not such a text.</exception>
    public static IReadOnlyList<EpochRecord> Read(TextReader reader, string path)
    {
        string header = reader.ReadLine() ?? "";
        if (header != Header)
        {
            throw new DataFormatException(path, $"expected the header {Header} but found {MessageText.Quote(header)}", 1);
        }

        List<EpochRecord> history = [];
        while (reader.ReadLine() is string line)
        {
            string[] fields = line.Split(',');
            if (fields.Length != Fields
                || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
                || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long iteration)
                || epoch != history.Count + 1
                || fields.Skip(2).Any(field => field.Length > 0 && !IsNumber(field)))
            {
                throw new DataFormatException(path, $"expected the {Fields} numbers of epoch {history.Count + 1} but found {MessageText.Quote(line)}", history.Count + 2);
            }

            history.Add(new(epoch, iteration, Parse(fields[2]), Parse(fields[3]), Parse(fields[4]), Parse(fields[5]), Parse(fields[6])));
        }

        return history;
    }

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and < 1e9;

    private static double Parse(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture);
}
