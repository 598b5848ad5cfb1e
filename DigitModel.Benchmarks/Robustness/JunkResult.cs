namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>What became of one kind of junk.</summary>
/// <param name="Name">The kind's name.</param>
/// <param name="Rejected">The share not taken for digits.</param>
internal sealed record JunkResult(string Name, double Rejected);
