using System.Globalization;
using DigitModel.Training;

namespace DigitModel.ConsoleApp.Files;

/// <summary>Writes how a run went as CSV: the content of <c>history.csv</c>.</summary>
internal static class HistoryCsv
{
    /// <summary>
    /// One line an epoch under a header; the same text whatever the culture, lines ending in <c>\n</c>. What there is no value
    /// for (the validation of a run without validation images) is left empty.
    /// </summary>
    public static void Write(TextWriter writer, IReadOnlyList<EpochRecord> history)
    {
        writer.Write("epoch,iteration,learningRate,trainingLoss,validationLoss,validationAccuracy,seconds\n");
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

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture);
}
