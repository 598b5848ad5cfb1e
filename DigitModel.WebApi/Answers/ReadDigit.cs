namespace MlNetDigits.WebApi.Answers;

/// <summary>One digit of a field.</summary>
/// <param name="Label">The digit.</param>
/// <param name="Confidence">The probability that its ink shows this digit and no other, nor none.</param>
/// <param name="Ink">Where its ink is.</param>
internal sealed record ReadDigit(int Label, double Confidence, Box Ink);
