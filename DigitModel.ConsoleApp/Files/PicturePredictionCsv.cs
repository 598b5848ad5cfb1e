using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Prediction;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Writes what was predicted for pictures: <c>file,label,confidence,isDigit</c>. Lines end in <c>\n</c>.</summary>
internal sealed class PicturePredictionCsv
{
    private readonly TextWriter _writer;
    private readonly bool _withScores;

    /// <summary>Writes the header.</summary>
    public PicturePredictionCsv(TextWriter writer, bool withScores)
    {
        _writer = writer;
        _withScores = withScores;
        _writer.Write("file,label,confidence,isDigit");
        for (int digit = 0; withScores && digit < DigitImage.ClassCount; digit++)
        {
            _writer.Write(string.Create(CultureInfo.InvariantCulture, $",score{digit}"));
        }

        _writer.Write('\n');
    }

    public void Write(string file, ModelOutput output)
    {
        _writer.Write(CsvText.Field(file));
        _writer.Write(string.Create(
            CultureInfo.InvariantCulture, $",{output.PredictedLabel},{output.Confidence:0.0000},{(output.IsDigit ? "true" : "false")}"));
        for (int digit = 0; _withScores && digit < output.Score.Length; digit++)
        {
            _writer.Write(string.Create(CultureInfo.InvariantCulture, $",{output.Score[digit]}"));
        }

        _writer.Write('\n');
    }
}
