namespace MlNetDigits.WebApi.Answers;

/// <summary>What was predicted for several images.</summary>
/// <param name="Predictions">One for each image, in the same order.</param>
internal sealed record BatchAnswer(IReadOnlyList<PredictAnswer> Predictions);
