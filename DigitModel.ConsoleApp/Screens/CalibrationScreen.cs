using System.Globalization;
using DigitEngine.Evaluation;
using Spectre.Console;
using Spectre.Console.Rendering;
using DigitReports;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows how well a model's confidence is calibrated.</summary>
internal static class CalibrationScreen
{
    /// <param name="console">The output.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="accepted">The share of images accepted as digits, or null if the model can't tell.</param>
    public static void Write(IAnsiConsole console, MulticlassMetrics metrics, double? accepted)
    {
        console.Heading("Confidence");
        if (accepted is double share)
        {
            console.Fact("digits", $"{NumberFormat.Percent(share)} of the images are accepted as digits");
        }

        console.Write(ReliabilityTable(metrics));
        console.WriteLine();
        console.Write(CoverageTable(metrics));
        console.Fact("AURC", $"{NumberFormat.SmallNumber(metrics.RiskCoverageArea)}  [grey](area under the risk-coverage curve)[/]");
    }

    /// <summary>The bins that are not empty.</summary>
    private static Grid ReliabilityTable(MulticlassMetrics metrics)
    {
        Grid table = ConsoleOutput.NewTable("confidence", "images", "mean", "accuracy", "difference");
        foreach (ReliabilityBin bin in metrics.Reliability.Where(bin => bin.Count > 0))
        {
            table.AddRow(
                string.Create(CultureInfo.InvariantCulture, $"{100 * bin.Above:F1}–{100 * bin.UpTo:F1} %"),
                NumberFormat.Count(bin.Count),
                NumberFormat.Percent(bin.MeanConfidence),
                NumberFormat.Percent(bin.Accuracy),
                NumberFormat.Points(bin.Accuracy - bin.MeanConfidence));
        }

        return table;
    }

    private static Grid CoverageTable(MulticlassMetrics metrics)
    {
        Grid table = ConsoleOutput.NewTable(
            ["surest", .. metrics.Coverage.Select(point => NumberFormat.ShortPercent(point.Coverage))]);
        IRenderable[] accuracies =
            [new Text("accuracy", new Style(Color.Grey)), .. metrics.Coverage.Select(point => new Text(NumberFormat.Percent(point.Accuracy)))];
        return table.AddRow(accuracies);
    }
}
