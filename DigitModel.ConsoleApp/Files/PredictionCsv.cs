using System.Buffers;
using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Prediction;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// Writes predictions in the format of Kaggle's Digit Recognizer: <c>ImageId,Label</c>, with images counted from 1.
/// </summary>
internal sealed class PredictionCsv
{
    private readonly TextWriter _writer;
    private readonly bool _withScores;
    private long _imageId;

    /// <summary>Writes the header.</summary>
    public PredictionCsv(TextWriter writer, bool withScores)
    {
        _writer = writer;
        _withScores = withScores;
        _writer.WriteHeader("ImageId,Label", "Score", withScores);
    }

    /// <summary>Writes a line for each image.</summary>
    /// <param name="scores">Ten probabilities for each image.</param>
    public void Write(ReadOnlySpan<float> scores)
    {
        for (; !scores.IsEmpty; scores = scores[DigitImage.ClassCount..])
        {
            ReadOnlySpan<float> image = scores[..DigitImage.ClassCount];
            _writer.WriteNumber(++_imageId);
            _writer.Write(',');
            _writer.WriteNumber(ModelOutput.BestOf(image));
            _writer.EndLine(image, _withScores);
        }
    }
}

/// <summary>Writes predictions for pictures: <c>file,label,confidence,isDigit</c>.</summary>
internal sealed class PicturePredictionCsv
{
    private readonly TextWriter _writer;
    private readonly bool _withScores;

    /// <summary>Writes the header.</summary>
    public PicturePredictionCsv(TextWriter writer, bool withScores)
    {
        _writer = writer;
        _withScores = withScores;
        _writer.WriteHeader("file,label,confidence,isDigit", "score", withScores);
    }

    public void Write(string file, ModelOutput output)
    {
        _writer.Write(CsvText.Field(file));
        _writer.Write(',');
        _writer.WritePrediction(output.PredictedLabel, output.Confidence, output.IsDigit);
        _writer.EndLine(output.Score, _withScores);
    }
}

/// <summary>
/// Writes one line for each row of a pipe: <c>label,confidence,isDigit</c>. Rows are not numbered, and there is no header unless
/// one is asked for, because the pipe may be one part of many.
/// </summary>
internal sealed class PipePredictionCsv(TextWriter writer, float digitThreshold, bool withScores)
{
    public void WriteHeader() => writer.WriteHeader("label,confidence,isDigit", "score", withScores);

    /// <param name="scores">Ten probabilities for each image.</param>
    /// <param name="digitScores">The digit score of each image.</param>
    public void Write(ReadOnlySpan<float> scores, ReadOnlySpan<float> digitScores)
    {
        for (int i = 0; i < digitScores.Length; i++)
        {
            ReadOnlySpan<float> image = scores.Slice(i * DigitImage.ClassCount, DigitImage.ClassCount);
            int best = ModelOutput.BestOf(image);
            writer.WritePrediction(best, image[best], digitScores[i] >= digitThreshold);
            writer.EndLine(image, withScores);
        }
    }
}

/// <summary>CSV (RFC 4180), the same whatever the culture; lines end in <c>\n</c>.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>A text as a field, quoted if necessary.</summary>
    public static string Field(string text) =>
        text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    public static void WriteHeader(this TextWriter writer, string columns, string scoreName, bool withScores)
    {
        writer.Write(columns);
        for (int digit = 0; withScores && digit < DigitImage.ClassCount; digit++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $",{scoreName}{digit}"));
        }

        writer.Write('\n');
    }

    public static void WritePrediction(this TextWriter writer, int label, float confidence, bool isDigit)
    {
        Span<char> text = stackalloc char[32];
        text.TryWrite(CultureInfo.InvariantCulture, $"{label},{confidence:0.0000},{(isDigit ? "true" : "false")}", out int length);
        writer.Write(text[..length]);
    }

    /// <summary>Writes the scores, if wanted, and the end of the line.</summary>
    public static void EndLine(this TextWriter writer, ReadOnlySpan<float> scores, bool withScores)
    {
        for (int digit = 0; withScores && digit < scores.Length; digit++)
        {
            writer.Write(',');
            writer.WriteNumber(scores[digit]);
        }

        writer.Write('\n');
    }

    public static void WriteNumber<T>(this TextWriter writer, T number)
        where T : ISpanFormattable
    {
        Span<char> text = stackalloc char[32];
        number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }
}
