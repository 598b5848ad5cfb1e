using System.Globalization;
using DigitEngine.Persistence;

namespace DigitReports.Sections;

/// <summary>How a model was made and how to make it again, or how two models were made differently.</summary>
internal static class Provenance
{
    private const string NotRecorded = "not recorded";

    /// <summary>One model.</summary>
    public static Section Of(ReportContent content)
    {
        List<(string Name, string Value)> settings = SettingsOf(content);
        return new("made", "How it was made", settings.Count == 0 ? Markup.Empty : Markup.Of($"""
            <dl class="settings">
            {Markup.Lines(settings.Select(setting => Item(setting.Name, setting.Value)))}
            </dl>
            {(content.Manifest?.Training?.Command is string command
                ? Markup.Of($"<h3>To train it again</h3>\n<pre><code>{command}</code></pre>")
                : Markup.Empty)}
            """));
    }

    /// <summary>Two models: first what differs.</summary>
    public static Section Of(ReportContent before, ReportContent after)
    {
        List<(string Name, string Value)> one = SettingsOf(before);
        List<(string Name, string Value)> other = SettingsOf(after);
        (string Name, string A, string B)[] all = [.. one.Concat(other)
            .Select(setting => setting.Name)
            .Distinct()
            .Select(name => (name, ValueOf(one, name), ValueOf(other, name)))];
        if (all.Length == 0)
        {
            return default;
        }

        (string Name, string A, string B)[] different = [.. all.Where(setting => setting.A != setting.B)];
        return new("settings", "How they were made", Markup.Of($"""
            {(different.Length == 0 ? Markup.Of($"<p>Everything that is known about how they were made is the same.</p>") : TableOf(different))}
            <details><summary>What is the same</summary>
            <dl class="settings">
            {Markup.Lines(all.Except(different).Select(setting => Item(setting.Name, setting.A)))}
            </dl>
            </details>
            """));
    }

    private static Markup Item(string name, string value) => Markup.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private static Markup TableOf((string Name, string A, string B)[] settings) => Markup.Of($"""
        <div class="wide" role="region" aria-label="Settings that differ" tabindex="0">
        <table class="figures texts">
        <caption>What differs</caption>
        <thead><tr><th scope="col" class="text">setting</th><th scope="col" class="text">A</th><th scope="col" class="text">B</th></tr></thead>
        <tbody>
        {Markup.Lines(settings.Select(setting => Markup.Of(
            $"<tr><th scope=\"row\" class=\"text\">{setting.Name}</th><td class=\"text\">{setting.A}</td><td class=\"text\">{setting.B}</td></tr>")))}
        </tbody>
        </table>
        </div>
        """);

    private static string ValueOf(List<(string Name, string Value)> settings, string name)
    {
        foreach ((string own, string value) in settings)
        {
            if (own == name)
            {
                return value;
            }
        }

        return NumberFormat.None;
    }

    /// <summary>What is known about how a model was made, as names and values in a fixed order.</summary>
    private static List<(string Name, string Value)> SettingsOf(ReportContent content)
    {
        List<(string Name, string Value)> settings = [];
        if (content.Manifest is ModelManifest manifest)
        {
            settings.Add(("layers", manifest.Architecture));
            settings.Add(("parameters", NumberFormat.Count(manifest.ParameterCount)));
            AddTraining(settings, manifest.Training);
            if (manifest.Calibration is ModelCalibration calibration)
            {
                settings.Add(("temperature", Exact(calibration.Temperature)));
                settings.Add(("digit threshold", Exact(calibration.DigitThreshold)));
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
        settings.Add(("learning rate", Exact(training.LearningRate)));
        settings.Add(("weight decay", Exact(training.WeightDecay)));
        settings.Add(("batch size", Exact(training.BatchSize)));
        settings.Add(("epochs", Exact(training.Epochs)));
        settings.Add(("epoch kept", Exact(training.BestEpoch)));
        settings.Add(("batches", NumberFormat.Count(training.Iterations)));
        settings.Add(("seed", Exact(training.Seed)));
        settings.AddRange(training.HyperParameters.Select(pair => (pair.Key, pair.Value)));
        settings.Add(("data", training.DataFile ?? NotRecorded));
        settings.Add(("fingerprint of the data", training.DataFingerprint ?? NotRecorded));
        settings.Add(("split", training.Split ?? "separate files"));
        settings.Add((
            "images",
            $"{NumberFormat.Count(training.TrainImages)} training, {NumberFormat.Count(training.ValidationImages)} validation, "
                + $"{NumberFormat.Count(training.TestImages)} test"));
    }

    /// <summary>A number with the digits that its own type needs: a float has fewer than a double.</summary>
    private static string Exact<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
