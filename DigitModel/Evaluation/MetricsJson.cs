using System.Globalization;
using System.Text.Json;

namespace DigitModel.Evaluation;

/// <summary>Writes metrics as JSON: the content of <c>metrics.json</c>.</summary>
public static class MetricsJson
{
    /// <summary>
    /// Writes one JSON object, indented, in UTF-8 without byte order mark, lines ending in <c>\n</c>, with the keys
    /// <c>count, microAccuracy, macroAccuracy, logLoss, logLossReduction, topKAccuracy[],
    /// perClass[{label,precision,recall,f1,support}], confusionMatrix[actual][predicted], imagesPerSecond</c>.
    /// Element k − 1 of <c>topKAccuracy</c> is that of the k best-scored classes. A number that JSON can't express (NaN, ∞)
    /// is <c>null</c>.
    /// </summary>
    /// <param name="stream">Where to write; it is left open.</param>
    /// <param name="metrics">What to write.</param>
    /// <param name="imagesPerSecond">How fast the evaluation ran; <see cref="double.NaN"/> if that is not known.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void Write(Stream stream, MulticlassMetrics metrics, double imagesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(metrics);

        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("count", metrics.Count);
            WriteNumber(json, "microAccuracy", metrics.MicroAccuracy);
            WriteNumber(json, "macroAccuracy", metrics.MacroAccuracy);
            WriteNumber(json, "logLoss", metrics.LogLoss);
            WriteNumber(json, "logLossReduction", metrics.LogLossReduction);
            WriteTopK(json, metrics);
            WritePerClass(json, metrics);
            WriteConfusionMatrix(json, metrics.ConfusionMatrix);
            WriteNumber(json, "imagesPerSecond", imagesPerSecond);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteTopK(Utf8JsonWriter json, MulticlassMetrics metrics)
    {
        json.WriteStartArray("topKAccuracy");
        foreach (double accuracy in metrics.TopKAccuracyForAllK)
        {
            json.WriteNumberValue(accuracy);
        }

        json.WriteEndArray();
    }

    private static void WritePerClass(Utf8JsonWriter json, MulticlassMetrics metrics)
    {
        json.WriteStartArray("perClass");
        foreach (ClassMetrics c in metrics.PerClass)
        {
            json.WriteStartObject();
            json.WriteNumber("label", c.Label);
            WriteNumber(json, "precision", c.Precision);
            WriteNumber(json, "recall", c.Recall);
            WriteNumber(json, "f1", c.F1);
            json.WriteNumber("support", c.Support);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteConfusionMatrix(Utf8JsonWriter json, ConfusionMatrix matrix)
    {
        // A row of the matrix on one line, so that it reads as a matrix. The writer doesn't indent raw values; white space
        // before them is ours to add.
        json.WriteStartArray("confusionMatrix");
        foreach (IReadOnlyList<double> row in matrix.Counts)
        {
            string numbers = string.Join(", ", row.Select(n => n.ToString("F0", CultureInfo.InvariantCulture)));
            json.WriteRawValue($"\n    [{numbers}]");
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
