using System.Globalization;
using DigitEngine.Data;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// Writes one line for each row of a pipe: <c>label,confidence,isDigit</c>, without a header unless one is asked for, and without
/// numbers, because a pipe may be one part of many. Lines end in <c>\n</c>.
/// </summary>
internal sealed class AnswerCsv(TextWriter writer, float digitThreshold, bool withScores)
{
    public void WriteHeader()
    {
        writer.Write("label,confidence,isDigit");
        for (int digit = 0; withScores && digit < DigitImage.ClassCount; digit++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $",score{digit}"));
        }

        writer.Write('\n');
    }

    /// <param name="scores">Ten probabilities an image.</param>
    /// <param name="digitScores">How much speaks for any digit, for each image.</param>
    public void Write(ReadOnlySpan<float> scores, ReadOnlySpan<float> digitScores)
    {
        for (int image = 0; image < digitScores.Length; image++)
        {
            Write(scores.Slice(image * DigitImage.ClassCount, DigitImage.ClassCount), digitScores[image]);
        }
    }

    private void Write(ReadOnlySpan<float> scores, float digitScore)
    {
        int best = PredictionCsv.Best(scores);
        Span<char> text = stackalloc char[32];
        text.TryWrite(
            CultureInfo.InvariantCulture,
            $"{best},{scores[best]:0.0000},{(digitScore >= digitThreshold ? "true" : "false")}",
            out int length);
        writer.Write(text[..length]);
        for (int digit = 0; withScores && digit < scores.Length; digit++)
        {
            text.TryWrite(CultureInfo.InvariantCulture, $",{scores[digit]}", out length);
            writer.Write(text[..length]);
        }

        writer.Write('\n');
    }
}
