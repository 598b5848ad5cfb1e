using System.Text.Json;

namespace DigitEngine.Persistence;

/// <summary>
/// Reads and writes <c>manifest.json</c>. Written by hand: the generic code of a serializer is compiled again in every process
/// that loads a model, and that takes longer than everything else about loading one.
/// </summary>
internal static class ManifestJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>The manifest in a JSON object. Members that it does not know are skipped.</summary>
    /// <exception cref="JsonException">A member is missing or of another kind; the message names it.</exception>
    public static ModelManifest Read(JsonElement json)
    {
        Dictionary<string, string> files = Texts(Member(json, "files", JsonValueKind.Object));
        return new()
        {
            FormatVersion = Int32(json, "formatVersion"),
            CreatedBy = Text(json, "createdBy"),
            Labels = Labels(Member(json, "labels", JsonValueKind.Array)),
            Preprocessing = Preprocessing(Member(json, "preprocessing", JsonValueKind.Object)),
            Architecture = Text(json, "architecture"),
            ParameterCount = Int64(json, "parameterCount"),
            Training = Optional(json, "training", JsonValueKind.Object) is JsonElement training ? Training(training) : null,
            Import = Optional(json, "import", JsonValueKind.Object) is JsonElement import
                ? new(Text(import, "file"), Text(import, "sha256"), Text(import, "producer"), Text(import, "preprocessing"))
                : null,
            Metrics = Optional(json, "metrics", JsonValueKind.Object) is JsonElement metrics ? Metrics(metrics) : null,
            Calibration = Optional(json, "calibration", JsonValueKind.Object) is JsonElement calibration
                ? new((float)Real(calibration, "temperature"), (float)Real(calibration, "digitThreshold"))
                : null,
            Files = files,
        };
    }

    private static ModelPreprocessing Preprocessing(JsonElement json) =>
        new(Text(json, "name"), Text(json, "description"), Int32(json, "width"), Int32(json, "height"));

    private static ModelMetrics Metrics(JsonElement json) => new(
        Int64(json, "count"),
        Real(json, "microAccuracy"),
        Real(json, "macroAccuracy"),
        Real(json, "logLoss"),
        Optional(json, "logLossReduction", JsonValueKind.Number) is null ? null : Real(json, "logLossReduction"));

    private static ModelTraining Training(JsonElement json) => new()
    {
        DataFile = OptionalText(json, "dataFile"),
        DataFingerprint = OptionalText(json, "dataFingerprint"),
        TrainImages = Int32(json, "trainImages"),
        ValidationImages = Int32(json, "validationImages"),
        TestImages = Int32(json, "testImages"),
        Split = OptionalText(json, "split"),
        Seed = UInt64(json, "seed"),
        Epochs = Int32(json, "epochs"),
        Iterations = Int64(json, "iterations"),
        BatchSize = Int32(json, "batchSize"),
        Optimizer = Text(json, "optimizer"),
        LearningRate = Real(json, "learningRate"),
        WeightDecay = Real(json, "weightDecay"),
        HyperParameters = Texts(Member(json, "hyperParameters", JsonValueKind.Object)),
        BestEpoch = Int32(json, "bestEpoch"),
        Command = OptionalText(json, "command"),
    };

    private static string[] Labels(JsonElement json)
    {
        string[] labels = new string[json.GetArrayLength()];
        for (int i = 0; i < labels.Length; i++)
        {
            JsonElement label = json[i];
            labels[i] = label.ValueKind == JsonValueKind.String ? label.GetString()! : throw Expected("labels", "texts");
        }

        return labels;
    }

    private static Dictionary<string, string> Texts(JsonElement json)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            texts.Add(
                property.Name,
                property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : throw Expected(property.Name, "a text"));
        }

        return texts;
    }

    private static string Text(JsonElement json, string name) => Member(json, name, JsonValueKind.String).GetString()!;

    private static string? OptionalText(JsonElement json, string name) => Optional(json, name, JsonValueKind.String)?.GetString();

    private static int Int32(JsonElement json, string name) =>
        Member(json, name, JsonValueKind.Number).TryGetInt32(out int value) ? value : throw Expected(name, "a whole number");

    private static long Int64(JsonElement json, string name) =>
        Member(json, name, JsonValueKind.Number).TryGetInt64(out long value) ? value : throw Expected(name, "a whole number");

    private static ulong UInt64(JsonElement json, string name) =>
        Member(json, name, JsonValueKind.Number).TryGetUInt64(out ulong value) ? value : throw Expected(name, "a whole number, not negative");

    private static double Real(JsonElement json, string name) =>
        Member(json, name, JsonValueKind.Number).TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw Expected(name, "a finite number");

    private static JsonElement Member(JsonElement json, string name, JsonValueKind kind) =>
        Optional(json, name, kind) ?? throw new JsonException($"there is no \"{name}\"");

    /// <summary>A member, or null if it is missing or null.</summary>
    private static JsonElement? Optional(JsonElement json, string name, JsonValueKind kind)
    {
        if (!json.TryGetProperty(name, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return member.ValueKind == kind ? member : throw Expected(name, kind switch
        {
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Array => "a list",
            _ => "an object",
        });
    }

    private static JsonException Expected(string name, string what) => new($"\"{name}\": expected {what}");

    /// <summary>The manifest as indented JSON in UTF-8.</summary>
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
        if (training is null)
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
        if (import is null)
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
        if (metrics is null)
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
        if (calibration is null)
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
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
