using System.Globalization;

namespace DigitModel.Prediction;

/// <summary>What is predicted for one image. The names are those of ML.NET's generated code.</summary>
public sealed class ModelOutput
{
    internal ModelOutput(float[] score)
    {
        Score = score;
        PredictedLabel = BestOf(score);
    }

    /// <summary>The most probable digit, 0 to 9; the lowest one among equals.</summary>
    public int PredictedLabel { get; }

    /// <summary>Ten probabilities that add up to 1: <c>Score[d]</c> always belongs to digit d.</summary>
    public float[] Score { get; }

    /// <summary>The probability of <see cref="PredictedLabel"/>, in [0, 1].</summary>
    public float Confidence => Score[PredictedLabel];

    /// <summary>The digits as text with their probabilities, the most probable first; lower digits first among equals.</summary>
    public IReadOnlyList<KeyValuePair<string, float>> GetSortedScoresWithLabels() =>
    [
        .. Score.Select((score, digit) => KeyValuePair.Create(digit.ToString(CultureInfo.InvariantCulture), score))
            .OrderByDescending(pair => pair.Value),
    ];

    private static int BestOf(ReadOnlySpan<float> score)
    {
        int best = 0;
        for (int digit = 1; digit < score.Length; digit++)
        {
            if (score[digit] > score[best])
            {
                best = digit;
            }
        }

        return best;
    }
}
