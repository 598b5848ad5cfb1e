namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>What became of one target's inputs.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Inputs">How many inputs it was given.</param>
/// <param name="Rejected">How many of them it refused as it should.</param>
/// <param name="Slowest">The longest time that one input took.</param>
/// <param name="Largest">The most bytes that were allocated for one input.</param>
/// <param name="Findings">What went wrong, the first of each kind.</param>
internal sealed record FuzzReport(
    string Target, long Inputs, long Rejected, TimeSpan Slowest, long Largest, IReadOnlyList<FuzzFinding> Findings)
{
    public long Accepted => Inputs - Rejected;
}
