using System.CommandLine;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitPictures;
using DigitReports;
using Microsoft.ML;
using MlNetDigits.ConsoleApp.Files;
using MlNetDigits.ConsoleApp.Screens;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary><c>evaluate</c>: measures a model on labelled images.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        HelpName = "PATH",
        Description = "Labelled images, best such as had no part in training: Kaggle's CSV or MNIST's IDX, plain or gzip.",
        Required = true,
    };

    private const string ReportName = "evaluation.html";

    private static readonly Option<string?> Report = new("--report")
    {
        HelpName = "FILE",
        Description = $"Where the page to look at goes. {ReportName} by default, beside the metrics of --json or else here.",
    };

    private static readonly Option<bool> NoReport = new("--no-report") { Description = "Writes no page." };

    private static readonly Option<string?> Json = new("--json")
    {
        HelpName = "FILE",
        Description = "Also writes the metrics as JSON.",
    };

    private static readonly Option<string?> Slices = new("--slices")
    {
        HelpName = "COLUMN",
        Description = "Also measures each group of images with the same text in this column of the CSV, such as writer or source.",
    };

    private static readonly Option<string?> Baseline = new("--baseline")
    {
        HelpName = "FILE",
        Description = "The metrics of an earlier evaluation, as --json wrote them, or the folder of a training run. Exit code 3 if the accuracy is significantly worse.",
        CustomParser = result => RunFolder.PathOfResult(result.Tokens[0].Value, RunFolder.Metrics),
    };

    private static readonly Option<double?> FailUnder =
        NumberOption.Real("--fail-under", "The accuracy, such as 0.99, under which the exit code is 3.");

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new("evaluate", "Measures a model on labelled images.")
        {
            Data, model, Json, Report, NoReport, Slices, Baseline, FailUnder,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(NoReport) && result.GetResult(Report) is not null)
            {
                result.AddError("--report and --no-report can't be used together");
            }
        });
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(Data),
            parsed.GetValue(model),
            parsed.GetValue(Json),
            parsed.GetValue(NoReport) ? null : new ReportPlace(parsed.GetValue(Report)),
            parsed.GetValue(Slices),
            new QualityGate(parsed.GetValue(Baseline), parsed.GetValue(FailUnder))));
        return command;
    }

    private static int Run(
        string dataPath, string? modelPath, string? jsonPath, ReportPlace? place, string? column, QualityGate gate)
    {
        gate.RefuseAsOutput(jsonPath);
        ModelFile model = ModelOption.Load(modelPath);
        using OutputFile? json = jsonPath is null ? null : new(jsonPath);
        using OutputFile? page = place?.Open(jsonPath);
        SlicedTestSet? sliced = column is null ? null : DigitFile.ReadSliced(dataPath, column);
        TestSet test = sliced?.Test ?? new(PictureDigits.ReadLabeled(dataPath));
        MLContext mlContext = new();
        DigitEvaluation evaluation = DigitModel.Evaluate(mlContext, DigitModel.Load(mlContext, model), mlContext.Data.LoadDigits(test));
        MulticlassMetrics metrics = evaluation.Digits;
        SlicedMetrics? slices = sliced is null ? null : evaluation.Answers.ToMetrics(sliced);
        json?.Write(stream => Write(stream, metrics, slices, evaluation.ImagesPerSecond));
        page?.Write(stream => HtmlReport.Write(stream, new()
        {
            Name = NameOf(modelPath),
            Answers = evaluation.Answers,
            Test = test,
            TestName = Path.GetFileName(Path.TrimEndingDirectorySeparator(dataPath)),
            TestFingerprint = test.Fingerprint,
            Overlap = evaluation.Overlap,
            Manifest = model.Manifest,
            Slices = slices,
            Baseline = gate.Baseline,
            BaselineName = gate.BaselineName,
        }));
        json?.Complete();
        page?.Complete();
        json?.Commit();
        page?.Commit();

        IAnsiConsole console = ConsoleOutput.Create();
        console.Heading("Model");
        console.Fact("file", $"{modelPath ?? ModelOption.ShippedName}");
        if (evaluation.Overlap is { IsSubstantial: true } overlap)
        {
            Console.Error.WriteLine($"warning: {OverlapText.Of(overlap)}");
        }

        MetricsScreen.Write(console, $"Test on {dataPath}", evaluation);
        CalibrationScreen.Write(
            console, metrics, model.Manifest.Calibration is null ? null : evaluation.AcceptedShare);
        if (slices is not null)
        {
            SlicesScreen.Write(console, slices);
        }

        gate.Show(console, metrics);
        if (jsonPath is not null)
        {
            console.Fact("metrics", $"{jsonPath}");
        }

        if (page is not null)
        {
            console.Fact("report", $"{place!.PathBeside(jsonPath)}");
        }

        if (gate.Problem(metrics) is not string problem)
        {
            return ExitCodes.Done;
        }

        Console.Error.WriteLine($"worse: {problem}");
        return ExitCodes.Worse;
    }

    /// <summary>What the page calls the model: a run's model by its run.</summary>
    private static string NameOf(string? modelPath)
    {
        if (modelPath is null)
        {
            return "The model that comes with MlNetDigits";
        }

        string full = Path.GetFullPath(modelPath);
        return Path.GetFileName(full) == RunFolder.Model && Path.GetFileName(Path.GetDirectoryName(full)) is { Length: > 0 } run
            ? run
            : Path.GetFileName(full);
    }

    private static void Write(Stream stream, MulticlassMetrics metrics, SlicedMetrics? slices, double imagesPerSecond)
    {
        if (slices is null)
        {
            MetricsJson.Write(stream, metrics, imagesPerSecond);
        }
        else
        {
            MetricsJson.Write(stream, slices, imagesPerSecond);
        }
    }

    /// <summary>Where the page goes.</summary>
    /// <param name="Asked">The file that was named, or null.</param>
    private sealed record ReportPlace(string? Asked)
    {
        public string PathBeside(string? jsonPath) => Asked
            ?? (string.IsNullOrEmpty(jsonPath) || IsDevice(jsonPath)
                ? ReportName
                : Path.Combine(Path.GetDirectoryName(jsonPath) ?? "", ReportName));

        /// <exception cref="CommandException">The file that was named can't be written, or is there and is no page.</exception>
        public OutputFile? Open(string? jsonPath) =>
            Asked is null ? PageFile.TryOpen(PathBeside(jsonPath)) : PageFile.Open(Asked);

        private static bool IsDevice(string path) => Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);
    }
}
