namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>An input that a reader does not take as it should.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Index">The input's number, from which and the seed it can be made again.</param>
/// <param name="Input">The input.</param>
/// <param name="Problem">What happened.</param>
internal sealed record FuzzFinding(string Target, long Index, byte[] Input, string Problem);
