using System.Text.Json;

namespace DigitEngine.Persistence;

/// <summary>Writes <c>manifest.json</c>; <see cref="ManifestReader"/> reads it.</summary>
internal static class ManifestWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    public static byte[] Write(ModelManifest manifest)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("formatVersion", manifest.FormatVersion);
            json.WriteString("createdBy", manifest.CreatedBy);
            json.WriteStartArray("labels");
            foreach (string label in manifest.Labels)
            {
                json.WriteStringValue(label);
            }

            json.WriteEndArray();
            Write(json, manifest.Preprocessing);
            json.WriteString("architecture", manifest.Architecture);
            json.WriteNumber("parameterCount", manifest.ParameterCount);
            Write(json, manifest.Training);
            Write(json, manifest.Import);
            Write(json, manifest.Metrics);
            Write(json, manifest.Calibration);
            Write(json, "files", manifest.Files);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ModelPreprocessing preprocessing)
    {
        json.WriteStartObject("preprocessing");
        json.WriteString("name", preprocessing.Name);
        json.WriteString("description", preprocessing.Description);
        json.WriteNumber("width", preprocessing.Width);
        json.WriteNumber("height", preprocessing.Height);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ModelTraining? training)
    {
        if (training == null)
        {
            return;
        }

        json.WriteStartObject("training");
        WriteText(json, "dataFile", training.DataFile);
        WriteText(json, "dataFingerprint", training.DataFingerprint);
        json.WriteNumber("trainImages", training.TrainImages);
        json.WriteNumber("validationImages", training.ValidationImages);
        json.WriteNumber("testImages", training.TestImages);
        WriteText(json, "split", training.Split);
        json.WriteNumber("seed", training.Seed);
        json.WriteNumber("epochs", training.Epochs);
        json.WriteNumber("iterations", training.Iterations);
        json.WriteNumber("batchSize", training.BatchSize);
        json.WriteString("optimizer", training.Optimizer);
        json.WriteNumber("learningRate", training.LearningRate);
        json.WriteNumber("weightDecay", training.WeightDecay);
        Write(json, "hyperParameters", training.HyperParameters);
        json.WriteNumber("bestEpoch", training.BestEpoch);
        WriteText(json, "command", training.Command);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ModelImport? import)
    {
        if (import == null)
        {
            return;
        }

        json.WriteStartObject("import");
        json.WriteString("file", import.File);
        json.WriteString("sha256", import.Sha256);
        json.WriteString("producer", import.Producer);
        json.WriteString("preprocessing", import.Preprocessing);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ModelMetrics? metrics)
    {
        if (metrics == null)
        {
            return;
        }

        json.WriteStartObject("metrics");
        json.WriteNumber("count", metrics.Count);
        json.WriteNumber("microAccuracy", metrics.MicroAccuracy);
        json.WriteNumber("macroAccuracy", metrics.MacroAccuracy);
        json.WriteNumber("logLoss", metrics.LogLoss);
        if (metrics.LogLossReduction is double reduction)
        {
            json.WriteNumber("logLossReduction", reduction);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ModelCalibration? calibration)
    {
        if (calibration == null)
        {
            return;
        }

        json.WriteStartObject("calibration");
        json.WriteNumber("temperature", calibration.Temperature);
        json.WriteNumber("digitThreshold", calibration.DigitThreshold);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in texts)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text != null)
        {
            json.WriteString(name, text);
        }
    }
}
