namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>The result for one target.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Inputs">The number of inputs.</param>
/// <param name="Rejected">The number of inputs that were rejected as they should be.</param>
/// <param name="Slowest">The longest time for one input.</param>
/// <param name="Largest">The most bytes allocated for one input.</param>
/// <param name="Findings">The first finding of each kind.</param>
internal sealed record FuzzReport(
    string Target, long Inputs, long Rejected, TimeSpan Slowest, long Largest, IReadOnlyList<FuzzFinding> Findings)
{
    public long Accepted => Inputs - Rejected;
}

/// <summary>An input that a reader mishandles.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Index">The input's number, which reproduces it together with the seed.</param>
/// <param name="Input">The input.</param>
/// <param name="Problem">What happened.</param>
internal sealed record FuzzFinding(string Target, long Index, byte[] Input, string Problem);

/// <summary>The limits of a run, which ends at whichever is reached first.</summary>
/// <param name="Inputs">The number of inputs.</param>
/// <param name="Time">The time.</param>
internal readonly record struct FuzzLimits(long Inputs, TimeSpan Time)
{
    public static FuzzLimits OfInputs(long inputs) => new(inputs, TimeSpan.MaxValue);
}
