using System.CommandLine;
using DigitModel.ConsoleApp.Files;
using DigitModel.ConsoleApp.Screens;
using DigitModel.Data;
using DigitModel.Evaluation;
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

    public static Command Create()
    {
        Option<string?> model = ModelOption.Create();
        Command command = new("evaluate", "Measures a model on labelled images.") { Data, model, Json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(Data), parsed.GetValue(model), parsed.GetValue(Json)));
        return command;
    }

    private static int Run(string dataPath, string? modelPath, string? jsonPath)
    {
        modelPath ??= RunFolder.NewestModel();
        ModelFile model = ModelFile.Load(modelPath);
        using OutputFile? json = jsonPath is null ? null : new(jsonPath);
        DigitDataset data = DigitFile.ReadLabeled(dataPath);
        (MulticlassMetrics metrics, double imagesPerSecond) = Measurement.Take(model.Network, new TestSet(data));
        json?.Write(stream => MetricsJson.Write(stream, metrics, imagesPerSecond));
        json?.Commit();

        IAnsiConsole console = Screen.Create();
        console.Heading("Model");
        console.Fact("file", $"{modelPath}");
        if (model.Manifest.Training?.DataFingerprint == data.Fingerprint)
            Console.Error.WriteLine($"warning: {dataPath} is what this model was trained with: it knows most of these images");
        MetricsScreen.Write(console, $"Test on {dataPath}", metrics, imagesPerSecond);
        if (jsonPath is not null)
            console.Fact("metrics", $"{jsonPath}");
        return ExitCodes.Done;
    }
}
