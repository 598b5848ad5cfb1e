using System.CommandLine;
using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitReports;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.ConsoleApp.Screens;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>report</c>: writes the report of a training run again, or a comparison of two runs.</summary>
internal static class ReportCommand
{
    private const string ComparisonName = "comparison.html";

    private static readonly Argument<string[]> Runs = new("RUN")
    {
        Description = "The folder of a training run, such as runs/fast-1.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Compare = new("--compare")
    {
        Description = "Compares two runs: their figures, the digits that they read differently, and how they were made.",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        HelpName = "PATH",
        Description = "The file with the test images. By default, where it was when the run was made.",
    };

    private static readonly Option<string?> Output = new("--output")
    {
        HelpName = "FILE",
        Description = $"The file for the report. {RunFolder.Report} in the run's folder by default, or {ComparisonName} in this folder for a comparison.",
    };

    public static Command Create()
    {
        Command command = new("report", "Writes the report of a training run again, or a comparison of two runs.")
        {
            Runs, Compare, Data, Output,
        };
        command.Validators.Add(result =>
        {
            int expected = result.GetValue(Compare) ? 2 : 1;
            int found = result.GetValue(Runs)?.Length ?? 0;
            if (found > 0 && found != expected)
            {
                result.AddError(expected == 1
                    ? $"expected one RUN but found {found}; --compare takes two"
                    : $"--compare: expected two RUNs but found {found}");
            }
        });
        command.SetAction(parsed =>
        {
            string[] runs = Array.ConvertAll(parsed.GetRequiredValue(Runs), RunFolder.PathOfRun);
            return parsed.GetValue(Compare)
                ? CompareRuns(runs[0], runs[1], parsed.GetValue(Data), parsed.GetValue(Output) ?? ComparisonName)
                : Report(runs[0], parsed.GetValue(Data), parsed.GetValue(Output) ?? Path.Combine(runs[0], RunFolder.Report));
        });
        return command;
    }

    private static int Report(string run, string? dataPath, string outputPath)
    {
        (ReportContent content, RunRecord record) = RunReport.Read(run);
        using OutputFile output = PageFile.Open(outputPath);
        TestSet? test = RunReport.FindTest(content, dataPath ?? record.TestDataFrom(run), out string problem);
        if (test is null)
        {
            WarnOfPictures(problem);
        }

        output.Write(stream => HtmlReport.Write(stream, content with { Test = test }));
        output.Commit();
        ConsoleOutput.Create().Verbatim(outputPath);
        return ExitCodes.Done;
    }

    private static int CompareRuns(string firstRun, string secondRun, string? dataPath, string outputPath)
    {
        (ReportContent first, RunRecord firstRecord) = RunReport.Read(firstRun);
        (ReportContent second, RunRecord secondRecord) = RunReport.Read(secondRun);
        using OutputFile output = PageFile.Open(outputPath);
        Comparison comparison = new(first, second);
        if (comparison.Pairs is null)
        {
            Console.Error.WriteLine("warning: the runs were tested on different images: their answers can't be compared one by one");
        }
        else
        {
            TestSet? test = RunReport.FindTest(first, dataPath ?? firstRecord.TestDataFrom(firstRun), out string problem);
            if (test is null && dataPath is null)
            {
                test = RunReport.FindTest(second, secondRecord.TestDataFrom(secondRun), out _);
            }

            if (test is null)
            {
                WarnOfPictures(problem);
            }

            first = first with { Test = test };
        }

        output.Write(stream => HtmlReport.WriteComparison(stream, first, second));
        output.Commit();
        Show(ConsoleOutput.Create(), firstRun, secondRun, comparison, outputPath);
        return ExitCodes.Done;
    }

    private static void Show(IAnsiConsole console, string firstRun, string secondRun, Comparison comparison, string outputPath)
    {
        console.Heading("Comparison");
        console.Fact("A", $"{firstRun}: {NumberFormat.Percent(comparison.Before.MicroAccuracy)} of {NumberFormat.Counted(comparison.Before.Count, "image")}");
        console.Fact("B", $"{secondRun}: {NumberFormat.Percent(comparison.After.MicroAccuracy)} of {NumberFormat.Counted(comparison.After.Count, "image")}");
        if (comparison.Pairs is { } pairs)
        {
            console.Fact(
                "changed",
                $"{NumberFormat.Count(pairs.Gained.Count)} right in B alone, {NumberFormat.Count(pairs.Lost.Count)} right in A alone, {NumberFormat.Count(pairs.ReadOtherwise.Count)} misread by both, each differently");
        }

        string p = NumberFormat.PValue(comparison.PValue);
        string points = NumberFormat.Points(comparison.After.MicroAccuracy - comparison.Before.MicroAccuracy);
        string verdict = comparison.IsSignificant ? "significant" : "may be chance";
        console.Fact("difference", $"{points} points, {verdict}  [grey]({p}, {comparison.TestName})[/]");
        console.Fact("page", $"{outputPath}");
    }

    private static void WarnOfPictures(string problem) =>
        ErrorReporter.Write(new CommandException($"{problem}: the page has no pictures; say with --data where the images are"), "warning: ");
}
