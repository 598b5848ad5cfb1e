using System.Globalization;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitReports;
using MlNetDigits.ConsoleApp.Commands;
using Spectre.Console;

namespace MlNetDigits.ConsoleApp.Screens;

/// <summary>Shows the content of a model file.</summary>
internal static class ModelScreen
{
    /// <param name="console">The output.</param>
    /// <param name="path">The file, or null for the model that comes with the program.</param>
    /// <param name="model">The model.</param>
    public static void Write(IAnsiConsole console, string? path, ModelFile model)
    {
        ModelManifest manifest = model.Manifest;
        console.Heading("Model");
        if (path is null)
        {
            console.Fact("file", $"{ModelOption.ShippedName}");
        }
        else
        {
            console.Fact("file", $"{path}, {NumberFormat.Count(new FileInfo(path).Length)} bytes");
        }

        console.Fact("made with", $"{manifest.CreatedBy}, format {manifest.FormatVersion}");
        console.Fact("input", $"28×28 pixels, {manifest.Preprocessing.Description}");
        console.Fact("output", $"a probability for each of {string.Join(", ", manifest.Labels)}");
        if (manifest.Calibration is ModelCalibration calibration)
        {
            console.Fact("calibrated", $"{Invariant($"temperature {calibration.Temperature:F3}, a digit from a score of {calibration.DigitThreshold:F2} on")}");
        }

        WriteNetwork(console, manifest, model.Network.Members.Count);
        if (manifest.Import is ModelImport import)
        {
            console.Heading("Imported");
            console.Fact("from", $"{import.File}, written by {import.Producer}");
            console.Fact("pixels", $"as the network takes them: {import.Preprocessing}");
            console.Fact("training", $"not known, nor how good it is: measure it with evaluate");
        }

        if (manifest.Training is ModelTraining training)
        {
            WriteTraining(console, training);
        }

        if (manifest.Metrics is ModelMetrics metrics)
        {
            WriteMetrics(console, metrics);
        }

        WriteUse(console, path);
    }

    private static void WriteNetwork(IAnsiConsole console, ModelManifest manifest, int members)
    {
        string name = manifest.Training?.HyperParameters.GetValueOrDefault("architecture") ?? "custom";
        try
        {
            NetworkScreen.Write(console, name, NetworkDefinition.Parse(manifest.Architecture), members);
        }
        catch (NetworkDefinitionException)
        {
            // Written by a program that knows layers which this one does not; the network itself was read.
            console.Heading("Network");
            console.Fact("layers", $"{manifest.Architecture}");
            console.Fact("parameters", $"{NumberFormat.Count(manifest.ParameterCount)}");
        }
    }

    private static void WriteTraining(IAnsiConsole console, ModelTraining training)
    {
        console.Heading("Training");
        console.Fact("data", $"{training.DataFile ?? "unknown"}");
        if (training.DataFingerprint is string fingerprint)
        {
            console.Fact("", $"[grey]fingerprint {fingerprint}[/]");
        }

        console.Fact("images", $"train {NumberFormat.Count(training.TrainImages)}, validation {NumberFormat.Count(training.ValidationImages)}, test {NumberFormat.Count(training.TestImages)}{(training.Split is null ? "" : $" ({training.Split})")}");
        console.Fact("length", $"{NumberFormat.Count(training.Iterations)} batches of {training.BatchSize} in {NumberFormat.Counted(training.Epochs, "epoch")}; epoch {training.BestEpoch} kept");
        console.Fact("optimizer", $"{training.Optimizer}, {Invariant($"learning rate {training.LearningRate}, weight decay {training.WeightDecay}, seed {training.Seed}")}");
        foreach ((string name, string value) in training.HyperParameters)
        {
            if (name != "architecture")
            {
                console.Fact("", $"[grey]{name}: {value}[/]");
            }
        }

        if (training.Command is string command)
        {
            console.Fact("again", $"");
            console.Verbatim("    " + command);
        }
    }

    private static void WriteMetrics(IAnsiConsole console, ModelMetrics metrics)
    {
        console.Heading("Test, when it was trained");
        console.Fact("accuracy", $"[bold green]{NumberFormat.Percent(metrics.MicroAccuracy)}[/] of {NumberFormat.Counted(metrics.Count, "image")}, {NumberFormat.Percent(metrics.MacroAccuracy)} as mean over digits");
        console.Fact("log-loss", $"{NumberFormat.Loss(metrics.LogLoss)}, reduced by {NumberFormat.Percent(metrics.LogLossReduction ?? double.NaN)}");
    }

    private static void WriteUse(IAnsiConsole console, string? path)
    {
        string option = path is null ? "" : " --model " + CommandHint.Quote(path);
        string engine = path is null ? "Default" : "Load(\"" + Path.GetFileName(path) + "\")";
        console.Heading("Use");
        console.Verbatim($"  {CommandHint.Text} predict images.csv{option}");
        console.Verbatim($"  {CommandHint.Text} evaluate --data labelled.csv{option}");
        console.Verbatim($"  {CommandHint.Text} serve{option}");
        console.Verbatim($"  in C#:  PredictionEngine engine = PredictionEngine.{engine};");
        console.Verbatim("          int digit = engine.Predict(pixels).PredictedLabel;");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
