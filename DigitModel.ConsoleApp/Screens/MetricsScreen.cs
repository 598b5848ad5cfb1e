using System.Globalization;
using DigitEngine.Evaluation;
using DigitReports;
using Microsoft.ML.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows the metrics of a model.</summary>
internal static class MetricsScreen
{
    private const int WorstShown = 6;

    /// <summary>The width from which the two tables are shown side by side.</summary>
    private const int WidthForBoth = 104;

    public static void Write(IAnsiConsole console, string title, DigitEvaluation evaluation)
    {
        MulticlassClassificationMetrics metrics = evaluation.Metrics;
        MulticlassMetrics digits = evaluation.Digits;
        console.Heading(title);
        console.Fact("accuracy", $"[bold green]{NumberFormat.Percent(metrics.MicroAccuracy)}[/] of {NumberFormat.Counted(digits.Count, "image")}, {NumberFormat.Percent(metrics.MacroAccuracy)} as mean over digits");
        console.Fact("top 2, 3", $"{NumberFormat.Percent(metrics.TopKAccuracyForAllK[1])}, {NumberFormat.Percent(metrics.TopKAccuracyForAllK[2])}");
        console.Fact("log-loss", $"{NumberFormat.Loss(metrics.LogLoss)}, reduced by {NumberFormat.Percent(metrics.LogLossReduction)}");
        console.Fact("calibrated", $"within {NumberFormat.Percent(digits.ExpectedCalibrationError)} (expected calibration error), Brier score {NumberFormat.Loss(digits.BrierScore)}");
        console.Fact("speed", $"{NumberFormat.Rate(evaluation.ImagesPerSecond)}");
        console.WriteLine();
        Grid confusions = ConfusionTable(metrics.ConfusionMatrix);
        Grid classes = ClassTable(digits);
        if (console.Profile.Width >= WidthForBoth)
        {
            console.Write(new Grid().AddColumn().AddColumn().AddRow(confusions, classes));
        }
        else
        {
            console.Write(confusions);
            console.WriteLine();
            console.Write(classes);
        }

        console.WriteLine();
        WriteWorst(console, metrics.ConfusionMatrix);
    }

    /// <summary>The most important metrics in one plain line.</summary>
    public static string Summary(DigitEvaluation evaluation) => string.Create(
        CultureInfo.InvariantCulture,
        $"microAccuracy {evaluation.Metrics.MicroAccuracy:F4}  macroAccuracy {evaluation.Metrics.MacroAccuracy:F4}  "
            + $"logLoss {evaluation.Metrics.LogLoss:F4}  images {evaluation.Digits.Count}");

    private static Grid ConfusionTable(Microsoft.ML.Data.ConfusionMatrix matrix)
    {
        int width = 2 + matrix.Counts.Max(row => row.Max(count => NumberFormat.Count((long)count).Length));
        Grid table = new Grid().AddColumn(new GridColumn { Padding = new(2, 0, 1, 0), NoWrap = true });
        List<IRenderable> heads = [new Text("actual", new Style(Color.Grey))];
        for (int predicted = 0; predicted < matrix.NumberOfClasses; predicted++)
        {
            table.AddColumn(new GridColumn { Padding = new(0, 0, 0, 0), Width = width, NoWrap = true });
            heads.Add(new Text($"→{predicted} ".PadLeft(width), new Style(Color.Grey)));
        }

        table.AddRow([.. heads]);
        double most = Errors(matrix).Select(error => error.Count).Append(1).Max();
        for (int actual = 0; actual < matrix.NumberOfClasses; actual++)
        {
            List<IRenderable> cells = [new Text(actual.ToString(CultureInfo.InvariantCulture), new Style(decoration: Decoration.Bold)).RightJustified()];
            for (int predicted = 0; predicted < matrix.NumberOfClasses; predicted++)
            {
                double count = matrix.Counts[actual][predicted];
                cells.Add(new Text(
                    ((count == 0 ? "·" : NumberFormat.Count((long)count)) + " ").PadLeft(width),
                    Heat(count, most, actual == predicted)));
            }

            table.AddRow([.. cells]);
        }

        return table;
    }

    /// <summary>Right answers are green; of the wrong ones the most frequent are the reddest.</summary>
    private static Style Heat(double count, double most, bool right)
    {
        if (count == 0)
        {
            return new Style(Color.Grey);
        }

        if (right)
        {
            return new Style(Color.Green);
        }

        double share = Math.Sqrt(count / most);
        return new Style(
            Color.White, new Color((byte)(60 + (140 * share)), (byte)(45 * (1 - share)), (byte)(45 * (1 - share))));
    }

    private static Grid ClassTable(MulticlassMetrics metrics)
    {
        Grid table = ConsoleOutput.NewTable("digit", "precision", "recall", "F1", "images");
        foreach (ClassMetrics digit in metrics.PerClass)
        {
            table.AddRow(
                new Text(digit.Label.ToString(CultureInfo.InvariantCulture), new Style(decoration: Decoration.Bold)),
                new Text(NumberFormat.Percent(digit.Precision)),
                new Text(NumberFormat.Percent(digit.Recall)),
                new Text(NumberFormat.Percent(digit.F1)),
                new Text(NumberFormat.Count(digit.Support)));
        }

        return table;
    }

    private static void WriteWorst(IAnsiConsole console, Microsoft.ML.Data.ConfusionMatrix matrix)
    {
        List<string> worst = [.. Errors(matrix)
            .OrderByDescending(error => error.Count)
            .ThenBy(error => (error.Actual, error.Predicted))
            .Take(WorstShown)
            .Select(error => $"{error.Actual}→{error.Predicted} ×{NumberFormat.Count(error.Count)}")];
        console.Fact("confused", $"{(worst.Count == 0 ? "none" : string.Join("   ", worst))}  [grey](actual→predicted ×times)[/]");
    }

    private static IEnumerable<(int Actual, int Predicted, long Count)> Errors(Microsoft.ML.Data.ConfusionMatrix matrix)
    {
        for (int actual = 0; actual < matrix.NumberOfClasses; actual++)
        {
            for (int predicted = 0; predicted < matrix.NumberOfClasses; predicted++)
            {
                long count = (long)matrix.Counts[actual][predicted];
                if (actual != predicted && count > 0)
                {
                    yield return (actual, predicted, count);
                }
            }
        }
    }
}
