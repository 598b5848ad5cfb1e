using System.CommandLine;
using DigitModel.ConsoleApp.Files;
using DigitModel.ConsoleApp.Screens;
using DigitModel.Data;
using DigitModel.Evaluation;
using DigitModel.Network;
using DigitModel.Persistence;
using Spectre.Console;

namespace DigitModel.ConsoleApp.Commands;

/// <summary><c>evaluate</c>: measures a model on labelled images.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        HelpName = "PATH",
        Description = "Labelled images, best such as had no part in training: Kaggle's CSV or MNIST's IDX, plain or gzip.",
        Required = true,
    };

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
        Description = "The metrics of an earlier evaluation, as --json or train wrote them. Exit code 3 if the accuracy is significantly worse.",
    };

    private static readonly Option<double?> FailUnder =
        NumberOption.Real("--fail-under", "The accuracy, such as 0.99, under which the exit code is 3.");

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new("evaluate", "Measures a model on labelled images.") { Data, model, Json, Slices, Baseline, FailUnder };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(Data),
            parsed.GetValue(model),
            parsed.GetValue(Json),
            parsed.GetValue(Slices),
            new QualityGate(parsed.GetValue(Baseline), parsed.GetValue(FailUnder))));
        return command;
    }

    private static int Run(string dataPath, string? modelPath, string? jsonPath, string? column, QualityGate gate)
    {
        gate.RefuseAsOutput(jsonPath);
        ModelFile model = ModelOption.Load(modelPath);
        using OutputFile? json = jsonPath is null ? null : new(jsonPath);
        (TestSet test, MulticlassMetrics metrics, SlicedMetrics? slices, double imagesPerSecond) =
            Measure(model.Network, dataPath, column);
        json?.Write(stream => Write(stream, metrics, slices, imagesPerSecond));
        json?.Commit();

        IAnsiConsole console = Screen.Create();
        console.Heading("Model");
        console.Fact("file", $"{modelPath ?? ModelOption.ShippedName}");
        if (model.Manifest.Training?.DataFingerprint == test.Fingerprint)
            Console.Error.WriteLine($"warning: {dataPath} is what this model was trained with: it knows most of these images");
        MetricsScreen.Write(console, $"Test on {dataPath}", metrics, imagesPerSecond);
        CalibrationScreen.Write(
            console, metrics, model.Manifest.Calibration is null ? null : Evaluator.AcceptedShare(model.Network, test));
        if (slices is not null)
            SlicesScreen.Write(console, slices);
        gate.Show(console, metrics);
        if (jsonPath is not null)
            console.Fact("metrics", $"{jsonPath}");
        if (gate.Problem(metrics) is not string problem)
            return ExitCodes.Done;
        Console.Error.WriteLine($"worse: {problem}");
        return ExitCodes.Worse;
    }

    private static (TestSet Test, MulticlassMetrics Metrics, SlicedMetrics? Slices, double ImagesPerSecond) Measure(
        TrainedNetwork network, string dataPath, string? column)
    {
        if (column is null)
        {
            TestSet test = new(DigitFile.ReadLabeled(dataPath));
            (MulticlassMetrics metrics, double rate) = Measurement.Take(network, test);
            return (test, metrics, null, rate);
        }

        SlicedTestSet sliced = DigitFile.ReadSliced(dataPath, column);
        (SlicedMetrics slices, double imagesPerSecond) = Measurement.Take(network, sliced);
        return (sliced.Test, slices.All, slices, imagesPerSecond);
    }

    private static void Write(Stream stream, MulticlassMetrics metrics, SlicedMetrics? slices, double imagesPerSecond)
    {
        if (slices is null)
            MetricsJson.Write(stream, metrics, imagesPerSecond);
        else
            MetricsJson.Write(stream, slices, imagesPerSecond);
    }
}
