using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

/// <summary>Answers made by hand.</summary>
internal static class AnswerRows
{
    /// <summary>One answer a row, the rest of its probability spread evenly; row i stands at place 3 i of its file.</summary>
    public static TestAnswers Answers(params (int Label, int Predicted, double Confidence)[] rows)
    {
        float[] scores = new float[rows.Length * DigitImage.ClassCount];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int digit = 0; digit < DigitImage.ClassCount; digit++)
            {
                scores[(i * DigitImage.ClassCount) + digit] = (float)(digit == rows[i].Predicted
                    ? rows[i].Confidence
                    : (1 - rows[i].Confidence) / (DigitImage.ClassCount - 1));
            }
        }

        return new([.. Enumerable.Range(0, rows.Length).Select(i => 3 * i)], [.. rows.Select(row => (byte)row.Label)], scores);
    }

    /// <summary>Many answers, of which about one in ten is wrong.</summary>
    public static TestAnswers Random(int count, ulong seed)
    {
        SeededRandom random = new(seed);
        return Answers([.. Enumerable.Range(0, count).Select(_ =>
        {
            int label = random.NextInt32(DigitImage.ClassCount);
            int predicted = random.NextInt32(10) == 0 ? random.NextInt32(DigitImage.ClassCount) : label;
            return (label, predicted, 0.15 + (0.85 * random.NextInt32(1000) / 999));
        })]);
    }
}
