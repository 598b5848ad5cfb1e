using DigitEngine.Evaluation;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows how good a model is on each slice of the images.</summary>
internal static class SlicesScreen
{
    public static void Write(IAnsiConsole console, SlicedMetrics metrics)
    {
        console.Heading($"By {metrics.Column}");
        Grid table = Screen.NewTable(
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
        new Text(Words.Count(slice.Count)),
        new Text(Words.Percent(slice.MicroAccuracy)),
        new Text(Words.Points(slice.MicroAccuracy - all.MicroAccuracy)),
        new Text(Words.Loss(slice.LogLoss)),
        new Text(Words.LossDifference(slice.LogLoss - all.LogLoss)),
        new Text(Words.Percent(slice.ExpectedCalibrationError)),
        new Text(Words.Points(slice.ExpectedCalibrationError - all.ExpectedCalibrationError)));
}
