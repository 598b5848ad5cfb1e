using DigitPictures.Fields;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>What a reader made of a field.</summary>
/// <param name="Sample">The field.</param>
/// <param name="Result">What was read.</param>
/// <param name="Milliseconds">How long it took, on one thread.</param>
internal sealed record FieldOutcome(FieldSample Sample, FieldResult Result, double Milliseconds)
{
    /// <summary>Whether every digit is right, and none is missing or too many.</summary>
    public bool IsRight => Result.Text == Sample.Text;
}
