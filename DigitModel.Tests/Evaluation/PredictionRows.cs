using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Evaluation;

namespace MlNetDigits.Tests.Evaluation;

/// <summary>Predictions made by hand.</summary>
internal static class PredictionRows
{
    /// <summary>One prediction for each row, with the rest of its probability spread evenly; row i is at position 3 i of its file.</summary>
    public static TestPredictions Of(params (int Label, int Predicted, double Confidence)[] rows)
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

    /// <summary>Many predictions, about one in ten of them wrong.</summary>
    public static TestPredictions Random(int count, ulong seed)
    {
        SeededRandom random = new(seed);
        return Of([.. Enumerable.Range(0, count).Select(_ =>
        {
            int label = random.NextInt32(DigitImage.ClassCount);
            int predicted = random.NextInt32(10) == 0 ? random.NextInt32(DigitImage.ClassCount) : label;
            return (label, predicted, 0.15 + (0.85 * random.NextInt32(1000) / 999));
        })]);
    }
}
