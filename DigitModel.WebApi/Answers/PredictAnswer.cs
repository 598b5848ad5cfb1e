using DigitEngine.Prediction;

namespace MlNetDigits.WebApi.Answers;

/// <summary>What was predicted for one image.</summary>
/// <param name="PredictedLabel">The most probable digit, 0 to 9.</param>
/// <param name="Confidence">Its probability, from 0 to 1.</param>
/// <param name="IsDigit">Whether the image shows a digit at all.</param>
/// <param name="DigitScore">How much speaks for that: unbounded, higher for digits.</param>
/// <param name="Score">Ten probabilities that add up to 1; element d belongs to digit d.</param>
/// <param name="Seen">What the network was given; only for pictures.</param>
internal sealed record PredictAnswer(
    int PredictedLabel, float Confidence, bool IsDigit, float DigitScore, float[] Score, SeenDigit? Seen = null)
{
    public static PredictAnswer Of(ModelOutput output, SeenDigit? seen = null) =>
        new(output.PredictedLabel, output.Confidence, output.IsDigit, output.DigitScore, output.Score, seen);
}
