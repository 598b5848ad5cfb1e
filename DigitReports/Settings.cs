using System.Globalization;
using DigitEngine.Persistence;

namespace DigitReports;

/// <summary>What is known of how a model was made, as names and values in a fixed order.</summary>
internal static class Settings
{
    public static IReadOnlyList<(string Name, string Value)> Of(ReportContent content)
    {
        List<(string Name, string Value)> settings = [];
        if (content.Manifest is ModelManifest manifest)
        {
            settings.Add(("layers", manifest.Architecture));
            settings.Add(("parameters", Figures.Count(manifest.ParameterCount)));
            AddTraining(settings, manifest.Training);
            if (manifest.Calibration is ModelCalibration calibration)
            {
                settings.Add(("temperature", Number(calibration.Temperature)));
                settings.Add(("digit threshold", Number(calibration.DigitThreshold)));
            }

            settings.Add(("made with", manifest.CreatedBy));
        }

        if (content.TestFingerprint is string fingerprint)
        {
            settings.Add(("fingerprint of the test images", fingerprint));
        }

        return settings;
    }

    private static void AddTraining(List<(string Name, string Value)> settings, ModelTraining? training)
    {
        if (training is null)
        {
            return;
        }

        settings.Add(("optimizer", training.Optimizer));
        settings.Add(("learning rate", Number(training.LearningRate)));
        settings.Add(("weight decay", Number(training.WeightDecay)));
        settings.Add(("batch size", Number(training.BatchSize)));
        settings.Add(("epochs", Number(training.Epochs)));
        settings.Add(("epoch kept", Number(training.BestEpoch)));
        settings.Add(("batches", Figures.Count(training.Iterations)));
        settings.Add(("seed", training.Seed.ToString(CultureInfo.InvariantCulture)));
        settings.AddRange(training.HyperParameters.Select(pair => (pair.Key, pair.Value)));
        settings.Add(("data", training.DataFile ?? "not recorded"));
        settings.Add(("fingerprint of the data", training.DataFingerprint ?? "not recorded"));
        settings.Add(("split", training.Split ?? "files of their own"));
        settings.Add((
            "images",
            $"{Figures.Count(training.TrainImages)} training, {Figures.Count(training.ValidationImages)} validation, "
                + $"{Figures.Count(training.TestImages)} test"));
    }

    /// <summary>A number as short as it is exact in its own precision.</summary>
    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
