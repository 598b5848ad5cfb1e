using System.Globalization;
using DigitEngine.Evaluation;
using DigitReports;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows the changes since an earlier evaluation.</summary>
internal static class BaselineScreen
{
    public static void Write(IAnsiConsole console, string path, BaselineMetrics before, MulticlassMetrics now)
    {
        console.Heading($"Since {path}");
        Grid table = ConsoleOutput.NewTable("-", "before", "now", "difference");
        table.AddRow("images", NumberFormat.Count(before.Count), NumberFormat.Count(now.Count), "");
        AddShare(table, "accuracy", before.MicroAccuracy, now.MicroAccuracy);
        AddShare(table, "mean over digits", before.MacroAccuracy, now.MacroAccuracy);
        table.AddRow(
            "log-loss", NumberFormat.Loss(before.LogLoss), NumberFormat.Loss(now.LogLoss), NumberFormat.LossDifference(now.LogLoss - before.LogLoss));
        AddShare(table, "calibration error", before.ExpectedCalibrationError, now.ExpectedCalibrationError);
        for (int digit = 0; digit < now.PerClass.Count; digit++)
        {
            ClassMetrics own = now.PerClass[digit];
            string name = string.Create(CultureInfo.InvariantCulture, $"recall of {digit}");
            AddShare(table, name, before.PerClassRecall[digit], own.Support == 0 ? double.NaN : own.Recall);
        }

        console.Write(table);
        string p = NumberFormat.PValue(before.AccuracyDropPValue(now));
        console.Fact("accuracy", $"{(before.IsBetterThan(now) ? "significantly worse" : "not significantly worse")}  [grey]({p}, one-sided Fisher's exact test at 5 %)[/]");
    }

    private static void AddShare(Grid table, string name, double before, double now) =>
        table.AddRow(name, NumberFormat.Percent(before), NumberFormat.Percent(now), NumberFormat.Points(now - before));
}
