using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Says what was written for another framework, and how to call it there.</summary>
internal static class ExportScreen
{
    public static void Write(IAnsiConsole console, string path, string input, string output)
    {
        console.Fact("written", $"{path}");
        console.Fact("input", $"{input}: grey values divided by 255, rows from top to bottom, ink bright");
        console.Fact("output", $"{output}: the probability of each digit");
    }
}
