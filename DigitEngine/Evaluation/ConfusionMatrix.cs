using System.Globalization;
using System.Text;

namespace DigitEngine.Evaluation;

/// <summary>
/// How often each class was predicted as each class. The members mean the same as those of ML.NET's
/// <c>Microsoft.ML.Data.ConfusionMatrix</c>. A class is named by its index, so index d is digit d. Immutable.
/// </summary>
public sealed class ConfusionMatrix
{
    /// <summary>The width of "PREDICTED ", which the other lines of the table are aligned with.</summary>
    private const int RowTitleWidth = 10;

    /// <param name="counts">
    /// Actual classes × predicted classes, row by row. The values are copied.
    /// </param>
    /// <param name="numberOfClasses">At least 2.</param>
    internal ConfusionMatrix(ReadOnlySpan<long> counts, int numberOfClasses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfClasses, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, numberOfClasses * numberOfClasses, nameof(counts));

        NumberOfClasses = numberOfClasses;
        IReadOnlyList<double>[] rows = new IReadOnlyList<double>[numberOfClasses];
        double[] precision = new double[numberOfClasses];
        double[] recall = new double[numberOfClasses];
        for (int i = 0; i < numberOfClasses; i++)
        {
            double[] row = new double[numberOfClasses];
            long actual = 0;
            long predicted = 0;
            for (int j = 0; j < numberOfClasses; j++)
            {
                long count = counts[(i * numberOfClasses) + j];
                row[j] = count;
                actual += count;
                predicted += counts[(j * numberOfClasses) + i];
            }

            rows[i] = Array.AsReadOnly(row);
            recall[i] = Ratio(row[i], actual);
            precision[i] = Ratio(row[i], predicted);
        }

        Counts = Array.AsReadOnly(rows);
        PerClassPrecision = Array.AsReadOnly(precision);
        PerClassRecall = Array.AsReadOnly(recall);
    }

    /// <summary>
    /// <c>Counts[actual][predicted]</c>: how many rows of class <c>actual</c> were predicted as class <c>predicted</c>.
    /// Whole numbers, of type <see cref="double"/> as in ML.NET.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>The number of classes, which is that of the rows of <see cref="Counts"/> and of the values in each.</summary>
    public int NumberOfClasses { get; }

    /// <summary>
    /// The fraction of each class's predictions that was right, in [0, 1]. 0, as in ML.NET, for a class that was never
    /// predicted.
    /// </summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>
    /// The fraction of each class's rows that was recognised, in [0, 1]. 0, as in ML.NET, for a class that does not occur.
    /// </summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>The number of rows of one class that were predicted as another. Note the order: the predicted class comes first.</summary>
    /// <param name="predictedClassIndicatorIndex">The predicted class, in [0, <see cref="NumberOfClasses"/>).</param>
    /// <param name="actualClassIndicatorIndex">The actual class, in [0, <see cref="NumberOfClasses"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(predictedClassIndicatorIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predictedClassIndicatorIndex, NumberOfClasses);
        ArgumentOutOfRangeException.ThrowIfNegative(actualClassIndicatorIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actualClassIndicatorIndex, NumberOfClasses);
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    /// <summary>
    /// The matrix as a table, character for character as ML.NET 5 formats it in the invariant culture. It starts with an empty
    /// line. Rows are actual classes with their recall, columns are predicted classes with their precision. Every line ends with
    /// <see cref="Environment.NewLine"/>.
    /// </summary>
    public string GetFormattedConfusionTable()
    {
        // ML.NET makes the columns of two classes wider. A cell is " {count} |", so the rule takes three more per class.
        int cellWidth = NumberOfClasses == 2 ? 8 : 5;
        string rule = "||" + new string('=', NumberOfClasses * (cellWidth + 3));
        CultureInfo culture = CultureInfo.InvariantCulture;
        StringBuilder text = new();

        text.AppendLine();
        text.AppendLine("Confusion table");
        text.Append(' ', RowTitleWidth).AppendLine(rule);
        text.Append("PREDICTED ||");
        for (int j = 0; j < NumberOfClasses; j++)
        {
            text.Append(' ').Append(j.ToString(culture).PadLeft(cellWidth)).Append(" |");
        }

        text.AppendLine(" Recall");
        text.Append("TRUTH     ").AppendLine(rule);
        for (int i = 0; i < NumberOfClasses; i++)
        {
            text.Append(i.ToString(culture).PadLeft(RowTitleWidth - 1)).Append(" ||");
            foreach (double count in Counts[i])
            {
                text.Append(' ').Append(count.ToString("N0", culture).PadLeft(cellWidth)).Append(" |");
            }

            text.Append(' ').AppendLine(PerClassRecall[i].ToString("F4", culture));
        }

        text.Append(' ', RowTitleWidth).AppendLine(rule);
        text.Append("Precision ||");
        foreach (double precision in PerClassPrecision)
        {
            text.Append(precision.ToString("N4", culture).PadLeft(cellWidth + 1)).Append(" |");
        }

        text.AppendLine();
        return text.ToString();
    }

    private static double Ratio(double part, long whole) => whole > 0 ? part / whole : 0;
}
