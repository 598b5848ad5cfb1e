using System.Globalization;
using DigitEngine.Evaluation;
using Microsoft.ML.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows how good a model is.</summary>
internal static class MetricsScreen
{
    private const int WorstShown = 6;

    /// <summary>From this width on the two tables stand side by side.</summary>
    private const int WidthForBoth = 104;

    public static void Write(IAnsiConsole console, string title, DigitEvaluation evaluation)
    {
        MulticlassClassificationMetrics metrics = evaluation.Metrics;
        MulticlassMetrics digits = evaluation.Digits;
        console.Heading(title);
        console.Fact("accuracy", $"[bold green]{Words.Percent(metrics.MicroAccuracy)}[/] of {Words.Counted(digits.Count, "image")}, {Words.Percent(metrics.MacroAccuracy)} as mean over digits");
        console.Fact("top 2, 3", $"{Words.Percent(metrics.TopKAccuracyForAllK[1])}, {Words.Percent(metrics.TopKAccuracyForAllK[2])}");
        console.Fact("log-loss", $"{Words.Loss(metrics.LogLoss)}, reduced by {Words.Percent(metrics.LogLossReduction)}");
        console.Fact("calibrated", $"within {Words.Percent(digits.ExpectedCalibrationError)} (expected calibration error), Brier score {Words.Loss(digits.BrierScore)}");
        console.Fact("speed", $"{Words.Rate(evaluation.ImagesPerSecond)}");
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

    /// <summary>The figures that matter most, for those who want no more: no colour, no frame.</summary>
    public static string Summary(DigitEvaluation evaluation) => string.Create(
        CultureInfo.InvariantCulture,
        $"microAccuracy {evaluation.Metrics.MicroAccuracy:F4}  macroAccuracy {evaluation.Metrics.MacroAccuracy:F4}  "
            + $"logLoss {evaluation.Metrics.LogLoss:F4}  images {evaluation.Digits.Count}");

    private static Grid ConfusionTable(Microsoft.ML.Data.ConfusionMatrix matrix)
    {
        int width = 2 + matrix.Counts.Max(row => row.Max(count => Words.Count((long)count).Length));
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
                    ((count == 0 ? "·" : Words.Count((long)count)) + " ").PadLeft(width),
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
            return new Style(Color.Grey);
        if (right)
            return new Style(Color.Green);
        double share = Math.Sqrt(count / most);
        return new Style(
            Color.White, new Color((byte)(60 + (140 * share)), (byte)(45 * (1 - share)), (byte)(45 * (1 - share))));
    }

    private static Grid ClassTable(MulticlassMetrics metrics)
    {
        Grid table = Screen.NewTable("digit", "precision", "recall", "F1", "images");
        foreach (ClassMetrics digit in metrics.PerClass)
        {
            table.AddRow(
                new Text(digit.Label.ToString(CultureInfo.InvariantCulture), new Style(decoration: Decoration.Bold)),
                new Text(Words.Percent(digit.Precision)),
                new Text(Words.Percent(digit.Recall)),
                new Text(Words.Percent(digit.F1)),
                new Text(Words.Count(digit.Support)));
        }

        return table;
    }

    private static void WriteWorst(IAnsiConsole console, Microsoft.ML.Data.ConfusionMatrix matrix)
    {
        List<string> worst = [.. Errors(matrix)
            .OrderByDescending(error => error.Count)
            .ThenBy(error => (error.Actual, error.Predicted))
            .Take(WorstShown)
            .Select(error => $"{error.Actual}→{error.Predicted} ×{Words.Count(error.Count)}")];
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
                    yield return (actual, predicted, count);
            }
        }
    }
}
