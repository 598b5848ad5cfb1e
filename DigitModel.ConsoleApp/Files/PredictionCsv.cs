using System.Globalization;
using DigitEngine.Data;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// Writes predictions as Kaggle's Digit Recognizer takes them: <c>ImageId,Label</c>, images counted from 1. The same text
/// whatever the culture; lines end in <c>\n</c>.
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
        _writer.Write("ImageId,Label");
        for (int digit = 0; withScores && digit < DigitImage.ClassCount; digit++)
        {
            _writer.Write(string.Create(CultureInfo.InvariantCulture, $",Score{digit}"));
        }

        _writer.Write('\n');
    }

    /// <summary>Writes a line for each image.</summary>
    /// <param name="scores">Ten probabilities an image.</param>
    public void Write(ReadOnlySpan<float> scores)
    {
        for (; !scores.IsEmpty; scores = scores[DigitImage.ClassCount..])
        {
            ReadOnlySpan<float> image = scores[..DigitImage.ClassCount];
            Write(++_imageId);
            _writer.Write(',');
            Write(Best(image));
            for (int digit = 0; _withScores && digit < image.Length; digit++)
            {
                _writer.Write(',');
                Write(image[digit]);
            }

            _writer.Write('\n');
        }
    }

    /// <summary>The most probable digit, the lowest one among equals.</summary>
    public static int Best(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int digit = 1; digit < scores.Length; digit++)
        {
            if (scores[digit] > scores[best])
            {
                best = digit;
            }
        }

        return best;
    }

    private void Write<T>(T number)
        where T : ISpanFormattable
    {
        Span<char> text = stackalloc char[32];
        number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        _writer.Write(text[..length]);
    }
}
