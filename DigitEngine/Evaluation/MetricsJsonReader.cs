using System.Globalization;
using System.Text.Json;
using DigitEngine.Data;

namespace DigitEngine.Evaluation;

/// <summary>Reads what a comparison needs of the output of <see cref="MetricsJson"/>, and checks all of it.</summary>
internal sealed class MetricsJsonReader
{
    /// <summary>Far more bytes than the metrics of 256 classes with a hundred slices take.</summary>
    private const int MaxLength = 1 << 22;

    /// <summary>With more rows, fractions of them would not be exact and tests of significance would take long.</summary>
    private const long MostRows = uint.MaxValue;

    // An accuracy is a fraction of two integers, written and read exactly. Times the count it is an integer up to rounding.
    private const double CountTolerance = 1e-6;

    private readonly string _path;

    private MetricsJsonReader(string path) => _path = path;

    public static BaselineMetrics Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new MetricsJsonReader(path).Bad("a file", "a folder");
            }

            using FileStream file = File.OpenRead(path);

            // A pipe does not know its length.
            byte[] content = new byte[Math.Min(file.CanSeek ? file.Length : MaxLength, MaxLength) + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return Read(content.AsMemory(0, length), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFormatException(path, "the file does not exist", innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw DataStream.Unreadable(path, error);
        }
    }

    /// <summary>Reads the content of a file.</summary>
    internal static BaselineMetrics Read(ReadOnlyMemory<byte> content, string path)
    {
        MetricsJsonReader reader = new(path);
        if (content.Length > MaxLength)
        {
            throw reader.Bad("metrics as evaluate writes them", "a file of more than 4 MiB");
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content);
            return reader.Read(json.RootElement);
        }
        catch (JsonException error)
        {
            throw new DataFormatException(
                path, "expected metrics as evaluate writes them but found no valid JSON", error.LineNumber + 1, innerException: error);
        }
        catch (InvalidOperationException error)
        {
            // Thrown for names and texts that are not valid UTF-8 or UTF-16.
            throw new DataFormatException(
                path, "expected metrics as evaluate writes them but found text of damaged characters", innerException: error);
        }
    }

    private BaselineMetrics Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Bad("metrics as evaluate writes them", "JSON that is not an object");
        }

        long count = Count(root, "count", 1);
        if (count > MostRows)
        {
            throw Bad($"at most {MostRows} rows", $"{count}");
        }

        double accuracy = Number(root, "microAccuracy", 1);
        if (Math.Abs((accuracy * count) - Math.Round(accuracy * count)) > CountTolerance)
        {
            throw Bad($"a microAccuracy of whole rows out of {count}", accuracy.ToString("R", CultureInfo.InvariantCulture));
        }

        double macroAccuracy = Number(root, "macroAccuracy", 1);
        double logLoss = Number(root, "logLoss", double.MaxValue);
        double calibrationError = root.TryGetProperty("expectedCalibrationError", out _)
            ? Number(root, "expectedCalibrationError", 1)
            : double.NaN;
        return new BaselineMetrics(count, accuracy, macroAccuracy, logLoss, calibrationError, Recall(root, count));
    }

    private double[] Recall(JsonElement root, long count)
    {
        if (!root.TryGetProperty("perClass", out JsonElement classes) || classes.ValueKind != JsonValueKind.Array)
        {
            throw Bad("a list called perClass", Found(root, "perClass"));
        }

        List<double> recall = [];
        long support = 0;
        foreach (JsonElement c in classes.EnumerateArray())
        {
            if (c.ValueKind != JsonValueKind.Object || Count(c, "label", 0) != recall.Count)
            {
                throw Bad($"class {recall.Count} in its place in perClass", MessageText.Quote(c.GetRawText()));
            }

            long own = Count(c, "support", 0);
            support = Math.Min(long.MaxValue - own, support) + own;
            double value = Number(c, "recall", 1);
            recall.Add(own == 0 ? double.NaN : value);
        }

        if (recall.Count is < 2 or > byte.MaxValue + 1)
        {
            throw Bad("2 to 256 classes in perClass", $"{recall.Count}");
        }

        return support == count ? [.. recall] : throw Bad($"{count} rows of all classes in perClass", $"{support}");
    }

    private long Count(JsonElement parent, string name, long least) =>
        parent.TryGetProperty(name, out JsonElement element)
            && element.ValueKind == JsonValueKind.Number
            && element.TryGetInt64(out long value)
            && value >= least
            ? value
            : throw Bad($"{name} to be a whole number from {least}", Found(parent, name));

    private double Number(JsonElement parent, string name, double most) =>
        parent.TryGetProperty(name, out JsonElement element)
            && element.ValueKind == JsonValueKind.Number
            && element.TryGetDouble(out double value)
            && value >= 0
            && value <= most
            ? value
            : throw Bad(most == 1 ? $"{name} to be a number from 0 to 1" : $"{name} to be a number from 0", Found(parent, name));

    private static string Found(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement element) ? MessageText.Quote(element.GetRawText()) : "none";

    private DataFormatException Bad(string expected, string found) => new(_path, $"expected {expected} but found {found}");
}
