using System.Globalization;
using DigitEngine.Data;
using DigitReports;
using MlNetDigits.ConsoleApp.Commands;
using Spectre.Console;

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
        if (data.Split.GroupCount > 0)
        {
            console.Fact("groups", $"{NumberFormat.Count(data.Split.GroupCount)}, each in one part alone");
        }

        if (data.Split.DuplicateCount > 0)
        {
            console.Fact("duplicates", $"[yellow]{NumberFormat.Counted(data.Split.DuplicateCount, "image")} equal to another: equal images are kept in the same part[/]");
        }

        if (settings.TestPath is not null && data.CountTrainedInTest() is > 0 and int known)
        {
            console.MarkupLine($"  [yellow]{NumberFormat.Counted(known, "image")} of the test file {(known == 1 ? "is" : "are")} also trained on: the test says nothing about {(known == 1 ? "it" : "them")}[/]");
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
