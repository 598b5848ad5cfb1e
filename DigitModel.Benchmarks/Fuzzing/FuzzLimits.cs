namespace MlNetDigits.Benchmarks.Fuzzing;

/// <summary>How much is to be done: whichever ends first.</summary>
/// <param name="Inputs">The number of inputs.</param>
/// <param name="Time">The time.</param>
internal readonly record struct FuzzLimits(long Inputs, TimeSpan Time)
{
    public static FuzzLimits OfInputs(long inputs) => new(inputs, TimeSpan.MaxValue);
}
