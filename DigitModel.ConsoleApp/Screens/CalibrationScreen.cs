using System.Globalization;
using DigitEngine.Evaluation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows how far a model's confidence can be trusted.</summary>
internal static class CalibrationScreen
{
    /// <param name="console">Where to.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="accepted">The share of images taken for digits, or null where the model can't tell.</param>
    public static void Write(IAnsiConsole console, MulticlassMetrics metrics, double? accepted)
    {
        console.Heading("Confidence");
        if (accepted is double share)
        {
            console.Fact("digits", $"{Words.Percent(share)} of the images are taken for digits");
        }

        console.Write(ReliabilityTable(metrics));
        console.WriteLine();
        console.Write(CoverageTable(metrics));
        console.Fact("AURC", $"{metrics.RiskCoverageArea.ToString("F6", CultureInfo.InvariantCulture)}  [grey](mean error of the surest images, over all shares of them)[/]");
    }

    /// <summary>The bins in which there is anything.</summary>
    private static Grid ReliabilityTable(MulticlassMetrics metrics)
    {
        Grid table = Screen.NewTable("confidence", "images", "mean", "accuracy", "difference");
        foreach (ReliabilityBin bin in metrics.Reliability.Where(bin => bin.Count > 0))
        {
            table.AddRow(
                string.Create(CultureInfo.InvariantCulture, $"{100 * bin.Above:F1}–{100 * bin.UpTo:F1} %"),
                Words.Count(bin.Count),
                Words.Percent(bin.MeanConfidence),
                Words.Percent(bin.Accuracy),
                Words.Points(bin.Accuracy - bin.MeanConfidence));
        }

        return table;
    }

    private static Grid CoverageTable(MulticlassMetrics metrics)
    {
        Grid table = Screen.NewTable(
            ["surest", .. metrics.Coverage.Select(point => string.Create(CultureInfo.InvariantCulture, $"{100 * point.Coverage:0.#} %"))]);
        IRenderable[] accuracies =
            [new Text("accuracy", new Style(Color.Grey)), .. metrics.Coverage.Select(point => new Text(Words.Percent(point.Accuracy)))];
        return table.AddRow(accuracies);
    }
}
