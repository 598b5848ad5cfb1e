using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DigitEngine.Evaluation;

/// <summary>Writes metrics as JSON: the content of <c>metrics.json</c>.</summary>
internal static class MetricsJson
{
    /// <summary>
    /// Writes one JSON object, indented, in UTF-8 without a byte order mark. Lines end with <c>\n</c>. The keys are
    /// <c>count, microAccuracy, macroAccuracy, logLoss, logLossReduction, topKAccuracy[],
    /// perClass[{label,precision,recall,f1,support}], confusionMatrix[actual][predicted], expectedCalibrationError, brierScore,
    /// reliability[{above,upTo,count,meanConfidence,accuracy}], coverage[{coverage,count,accuracy}], riskCoverageArea,
    /// imagesPerSecond</c>.
    /// Element k − 1 of <c>topKAccuracy</c> is the accuracy of the k classes with the highest scores. A number that JSON can't
    /// express (NaN, ∞) becomes <c>null</c>.
    /// </summary>
    /// <param name="stream">Where to write. It is left open.</param>
    /// <param name="metrics">What to write.</param>
    /// <param name="imagesPerSecond">The speed of the evaluation; <see cref="double.NaN"/> if it is not known.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void Write(Stream stream, MulticlassMetrics metrics, double imagesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(metrics);
        Write(stream, metrics, null, imagesPerSecond);
    }

    /// <summary>
    /// Writes what <see cref="Write(Stream, MulticlassMetrics, double)"/> writes for all rows, and before <c>imagesPerSecond</c>
    /// also <c>slices{column, values[{name,count,microAccuracy,logLoss,expectedCalibrationError,
    /// difference{microAccuracy,logLoss,expectedCalibrationError}}]}</c>; a difference is the slice's figure minus that of all rows.
    /// </summary>
    /// <param name="stream">Where to write. It is left open.</param>
    /// <param name="metrics">What to write.</param>
    /// <param name="imagesPerSecond">The speed of the evaluation; <see cref="double.NaN"/> if it is not known.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void Write(Stream stream, SlicedMetrics metrics, double imagesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(metrics);
        Write(stream, metrics.All, metrics, imagesPerSecond);
    }

    private static void Write(Stream stream, MulticlassMetrics metrics, SlicedMetrics? slices, double imagesPerSecond)
    {
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
            WriteNumber(json, "expectedCalibrationError", metrics.ExpectedCalibrationError);
            WriteNumber(json, "brierScore", metrics.BrierScore);
            WriteReliability(json, metrics.Reliability);
            WriteCoverage(json, metrics.Coverage);
            WriteNumber(json, "riskCoverageArea", metrics.RiskCoverageArea);
            if (slices is not null)
            {
                WriteSlices(json, slices);
            }

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
        // One line for each row, so that it looks like a matrix. The writer doesn't indent raw values, so the white space
        // before them is added here.
        json.WriteStartArray("confusionMatrix");
        foreach (IReadOnlyList<double> row in matrix.Counts)
        {
            string numbers = string.Join(", ", row.Select(n => n.ToString("F0", CultureInfo.InvariantCulture)));
            json.WriteRawValue($"\n    [{numbers}]");
        }

        json.WriteEndArray();
    }

    private static void WriteReliability(Utf8JsonWriter json, IReadOnlyList<ReliabilityBin> bins)
    {
        json.WriteStartArray("reliability");
        foreach (ReliabilityBin bin in bins)
        {
            WriteLine(json, ("above", bin.Above), ("upTo", bin.UpTo), ("count", bin.Count), ("meanConfidence", bin.MeanConfidence), ("accuracy", bin.Accuracy));
        }

        json.WriteEndArray();
    }

    private static void WriteCoverage(Utf8JsonWriter json, IReadOnlyList<CoveragePoint> points)
    {
        json.WriteStartArray("coverage");
        foreach (CoveragePoint point in points)
        {
            WriteLine(json, ("coverage", point.Coverage), ("count", point.Count), ("accuracy", point.Accuracy));
        }

        json.WriteEndArray();
    }

    private static void WriteSlices(Utf8JsonWriter json, SlicedMetrics metrics)
    {
        json.WriteStartObject("slices");
        json.WriteString("column", metrics.Column);
        json.WriteStartArray("values");
        foreach ((string name, MulticlassMetrics slice) in metrics.Slices)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("count", slice.Count);
            WriteFigures(json, slice.MicroAccuracy, slice.LogLoss, slice.ExpectedCalibrationError);
            json.WriteStartObject("difference");
            MulticlassMetrics all = metrics.All;
            WriteFigures(
                json,
                slice.MicroAccuracy - all.MicroAccuracy,
                slice.LogLoss - all.LogLoss,
                slice.ExpectedCalibrationError - all.ExpectedCalibrationError);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, double microAccuracy, double logLoss, double calibrationError)
    {
        WriteNumber(json, "microAccuracy", microAccuracy);
        WriteNumber(json, "logLoss", logLoss);
        WriteNumber(json, "expectedCalibrationError", calibrationError);
    }

    /// <summary>Writes an object on one line, so that an array of them looks like a table. The names need no escaping.</summary>
    private static void WriteLine(Utf8JsonWriter json, params ReadOnlySpan<(string Name, double Value)> members)
    {
        StringBuilder line = new("\n    {");
        foreach ((string name, double value) in members)
        {
            string number = double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "null";
            line.Append(line[^1] == '{' ? "" : ", ").Append(CultureInfo.InvariantCulture, $"\"{name}\": {number}");
        }

        json.WriteRawValue(line.Append('}').ToString());
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
