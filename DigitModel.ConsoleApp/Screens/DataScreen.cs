using System.Globalization;
using DigitEngine.Data;
using MlNetDigits.ConsoleApp.Commands;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows what was read and how it is divided.</summary>
internal static class DataScreen
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static void Write(IAnsiConsole console, TrainingData data, TrainSettings settings)
    {
        console.Heading("Data");
        console.Fact("read", $"{data.Path}: [bold]{Words.Counted(data.All.Count, "image")}[/]");
        if (settings.TestPath is not null)
        {
            console.Fact("test file", $"{settings.TestPath}: [bold]{Words.Counted(data.Test.Count, "image")}[/]");
        }

        WriteClasses(console, data.All.CountPerClass);
        console.Fact(
            "split",
            $"train [bold]{Words.Count(data.Train.Count)}[/]  validation [bold]{Words.Count(data.Validation.Count)}[/]  test [bold]{Words.Count(data.Test.Count)}[/]");
        console.Fact("", $"[grey]{Explain(settings)}[/]");
        if (data.Test.Fingerprint == data.All.Fingerprint)
        {
            console.MarkupLine("  [yellow]the test file holds the very images that are trained on: its results will mean little[/]");
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
        int width = counts.Max(count => Words.Count(count).Length) + 1;
        console.Fact("digit", $"{Row(width, counts.Select((_, digit) => digit.ToString(CultureInfo.InvariantCulture)))}");
        console.Fact("images", $"{Row(width, counts.Select(count => Words.Count(count)))}");
        if (console.Profile.Capabilities.Unicode && counts.Max() > 0)
        {
            console.Fact("", $"[deepskyblue1]{Row(width, counts.Select(count => Bar(count, counts.Max())))}[/]");
        }
    }

    private static string Bar(int count, int most) =>
        count == 0 ? " " : Bars[(int)((long)count * (Bars.Length - 1) / most)].ToString();

    private static string Row(int width, IEnumerable<string> cells) => string.Concat(cells.Select(cell => cell.PadLeft(width))).TrimEnd();
}
