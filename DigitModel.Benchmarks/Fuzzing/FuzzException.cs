namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>What a reader made of an input is not what it must be.</summary>
internal sealed class FuzzException(string message) : Exception(message);
