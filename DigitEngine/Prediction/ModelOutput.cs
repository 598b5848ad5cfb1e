using System.Globalization;

namespace DigitEngine.Prediction;

/// <summary>The prediction for an image. The names are those of code that ML.NET generates.</summary>
public sealed class ModelOutput
{
    internal ModelOutput(float[] score, float digitScore, bool isDigit)
    {
        Score = score;
        DigitScore = digitScore;
        IsDigit = isDigit;
        PredictedLabel = BestOf(score);
    }

    /// <summary>The most probable digit, 0 to 9. Among equals it is the lowest one.</summary>
    public int PredictedLabel { get; }

    /// <summary>Ten probabilities that add up to 1. <c>Score[d]</c> always belongs to digit d.</summary>
    public float[] Score { get; }

    /// <summary>The probability of <see cref="PredictedLabel"/>, in [0, 1].</summary>
    public float Confidence => Score[PredictedLabel];

    /// <summary>
    /// How much the image looks like a digit at all: log Σ exp(logits), unbounded and higher for digits (Liu et al., "Energy-based
    /// Out-of-distribution Detection", NeurIPS 2020). For a model trained with outliers, as with the presets, it is the logarithm
    /// of the odds.
    /// </summary>
    public float DigitScore { get; }

    /// <summary>
    /// Whether the image shows a digit and not, for example, blank paper, noise or half a digit: <see cref="DigitScore"/> reaches
    /// the model's threshold, as that of 99.5 % of real digits does. Always true for a model without a threshold.
    /// </summary>
    public bool IsDigit { get; }

    /// <summary>The digits as text with their probabilities, the most probable one first. Among equals, lower digits come first.</summary>
    public IReadOnlyList<KeyValuePair<string, float>> GetSortedScoresWithLabels() =>
    [
        .. Score.Select((score, digit) => KeyValuePair.Create(digit.ToString(CultureInfo.InvariantCulture), score))
            .OrderByDescending(pair => pair.Value),
    ];

    internal static int BestOf(ReadOnlySpan<float> score)
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
