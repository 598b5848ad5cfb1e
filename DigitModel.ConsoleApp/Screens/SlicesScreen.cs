using DigitEngine.Evaluation;
using Spectre.Console;
using DigitReports;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows the metrics of each slice of the images.</summary>
internal static class SlicesScreen
{
    public static void Write(IAnsiConsole console, SlicedMetrics metrics)
    {
        console.Heading($"By {metrics.Column}");
        Grid table = ConsoleOutput.NewTable(
            "-" + metrics.Column, "images", "accuracy", "difference", "log-loss", "difference", "calibration error", "difference");
        MulticlassMetrics all = metrics.All;
        AddRow(table, "all", all, all, bold: true);
        foreach ((string name, MulticlassMetrics slice) in metrics.Slices)
        {
            AddRow(table, name.Length == 0 ? "(empty)" : name, slice, all, bold: false);
        }

        console.Write(table);
    }

    private static void AddRow(Grid table, string name, MulticlassMetrics slice, MulticlassMetrics all, bool bold) => table.AddRow(
        new Text(name, new Style(decoration: bold ? Decoration.Bold : Decoration.None)),
        new Text(NumberFormat.Count(slice.Count)),
        new Text(NumberFormat.Percent(slice.MicroAccuracy)),
        new Text(NumberFormat.Points(slice.MicroAccuracy - all.MicroAccuracy)),
        new Text(NumberFormat.Loss(slice.LogLoss)),
        new Text(NumberFormat.LossDifference(slice.LogLoss - all.LogLoss)),
        new Text(NumberFormat.Percent(slice.ExpectedCalibrationError)),
        new Text(NumberFormat.Points(slice.ExpectedCalibrationError - all.ExpectedCalibrationError)));
}
