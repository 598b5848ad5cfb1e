namespace MlNetDigits.WebApi.Answers;

/// <summary>That the service is there.</summary>
/// <param name="Status"><c>ok</c>.</param>
internal sealed record HealthAnswer(string Status);
