using System.Globalization;
using DigitModel.Network;
using DigitModel.Persistence;
using Spectre.Console;

namespace DigitModel.ConsoleApp.Screens;

/// <summary>Shows what a model file holds.</summary>
internal static class ModelScreen
{
    public static void Write(IAnsiConsole console, string path, ModelFile model)
    {
        ModelManifest manifest = model.Manifest;
        console.Heading("Model");
        console.Fact("file", $"{path}, {Words.Count(new FileInfo(path).Length)} bytes");
        console.Fact("made with", $"{manifest.CreatedBy}, format {manifest.FormatVersion}");
        console.Fact("input", $"28×28 pixels, {manifest.Preprocessing.Description}");
        console.Fact("output", $"a probability for each of {string.Join(", ", manifest.Labels)}");
        WriteNetwork(console, manifest);
        if (manifest.Training is ModelTraining training)
            WriteTraining(console, training);
        if (manifest.Metrics is ModelMetrics metrics)
            WriteMetrics(console, metrics);
        WriteUse(console, path);
    }

    private static void WriteNetwork(IAnsiConsole console, ModelManifest manifest)
    {
        string name = manifest.Training?.HyperParameters.GetValueOrDefault("architecture") ?? "custom";
        try
        {
            NetworkScreen.Write(console, name, NetworkDefinition.Parse(manifest.Architecture));
        }
        catch (NetworkDefinitionException)
        {
            // Written by a program that knows layers which this one does not; the network itself was read.
            console.Heading("Network");
            console.Fact("layers", $"{manifest.Architecture}");
            console.Fact("parameters", $"{Words.Count(manifest.ParameterCount)}");
        }
    }

    private static void WriteTraining(IAnsiConsole console, ModelTraining training)
    {
        console.Heading("Training");
        console.Fact("data", $"{training.DataFile ?? "unknown"}");
        if (training.DataFingerprint is string fingerprint)
            console.Fact("", $"[grey]fingerprint {fingerprint}[/]");
        console.Fact("images", $"train {Words.Count(training.TrainImages)}, validation {Words.Count(training.ValidationImages)}, test {Words.Count(training.TestImages)}{(training.Split is null ? "" : $" ({training.Split})")}");
        console.Fact("length", $"{Words.Count(training.Iterations)} batches of {training.BatchSize} in {Words.Counted(training.Epochs, "epoch")}; epoch {training.BestEpoch} kept");
        console.Fact("optimizer", $"{training.Optimizer}, {Invariant($"learning rate {training.LearningRate}, weight decay {training.WeightDecay}, seed {training.Seed}")}");
        foreach ((string name, string value) in training.HyperParameters)
        {
            if (name != "architecture")
                console.Fact("", $"[grey]{name}: {value}[/]");
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
        console.Fact("accuracy", $"[bold green]{Words.Percent(metrics.MicroAccuracy)}[/] of {Words.Counted(metrics.Count, "image")}, {Words.Percent(metrics.MacroAccuracy)} as mean over digits");
        console.Fact("log-loss", $"{Words.Loss(metrics.LogLoss)}, reduced by {Words.Percent(metrics.LogLossReduction ?? double.NaN)}");
    }

    private static void WriteUse(IAnsiConsole console, string path)
    {
        console.Heading("Use");
        console.Verbatim($"  {OwnCommand.Text} predict images.csv --model {OwnCommand.Quote(path)}");
        console.Verbatim($"  {OwnCommand.Text} evaluate --data labelled.csv --model {OwnCommand.Quote(path)}");
        console.Verbatim("  in C#:  PredictionEngine engine = PredictionEngine.Load(\"" + Path.GetFileName(path) + "\");");
        console.Verbatim("          int digit = engine.Predict(pixels).PredictedLabel;");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
