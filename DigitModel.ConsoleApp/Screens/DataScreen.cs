using System.Globalization;
using DigitEngine.Data;
using MlNetDigits.ConsoleApp.Commands;
using Spectre.Console;
using DigitReports;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows the data and its split.</summary>
internal static class DataScreen
{
    public static void Write(IAnsiConsole console, TrainingData data, TrainSettings settings)
    {
        console.Heading("Data");
        console.Fact("read", $"{data.Path}: [bold]{NumberFormat.Counted(data.All.Count, "image")}[/]");
        if (settings.TestPath is not null)
        {
            console.Fact("test file", $"{settings.TestPath}: [bold]{NumberFormat.Counted(data.Test.Count, "image")}[/]");
        }

        WriteClasses(console, data.All.CountPerClass);
        console.Fact(
            "split",
            $"train [bold]{NumberFormat.Count(data.Train.Count)}[/]  validation [bold]{NumberFormat.Count(data.Validation.Count)}[/]  test [bold]{NumberFormat.Count(data.Test.Count)}[/]");
        console.Fact("", $"[grey]{Explain(settings)}[/]");
        if (data.Test.Fingerprint == data.All.Fingerprint)
        {
            console.MarkupLine("  [yellow]the test file contains the training images, so its results will mean little[/]");
        }
    }

    private static string Explain(TrainSettings settings)
    {
        string seed = string.Create(CultureInfo.InvariantCulture, $"stratified, seed {settings.Options.Seed}");
        return settings.TestPath is null
            ? $"{settings.Split}, {seed}"
            : $"{settings.Split.Train}/{settings.Split.Validation} of the data ({settings.AskedSplit} less its test part), {seed}; "
                + "the test file is all for testing";
    }

    private static void WriteClasses(IAnsiConsole console, IReadOnlyList<int> counts)
    {
        int width = counts.Max(count => NumberFormat.Count(count).Length) + 1;
        console.Fact("digit", $"{Row(width, counts.Select((_, digit) => digit.ToString(CultureInfo.InvariantCulture)))}");
        console.Fact("images", $"{Row(width, counts.Select(count => NumberFormat.Count(count)))}");
        if (console.Profile.Capabilities.Unicode && counts.Max() > 0)
        {
            console.Fact("", $"[deepskyblue1]{Row(width, counts.Select(count => Sparkline.Bar(count, counts.Max())))}[/]");
        }
    }

    private static string Row(int width, IEnumerable<string> cells) => string.Concat(cells.Select(cell => cell.PadLeft(width))).TrimEnd();
}
