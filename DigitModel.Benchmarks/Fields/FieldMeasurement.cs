using System.Diagnostics;
using DigitPictures.Fields;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>Reads generated fields, one after the other.</summary>
internal static class FieldMeasurement
{
    /// <summary>Fields read before the measurement, so that the code is compiled when it starts.</summary>
    private const int WarmUp = 30;

    /// <summary>Reads generated fields.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="generator">Generates the fields.</param>
    /// <param name="count">The number of fields.</param>
    /// <param name="tellLength">Whether the reader is told the number of digits of each field.</param>
    public static List<FieldOutcome> Measure(FieldReader reader, FieldGenerator generator, int count, bool tellLength)
    {
        for (int i = 0; i < Math.Min(WarmUp, count); i++)
        {
            reader.Read(generator.Make(i).Picture);
        }

        List<FieldOutcome> outcomes = [];
        for (int i = 0; i < count; i++)
        {
            FieldSample sample = generator.Make(i);
            FieldOptions options = new() { Length = tellLength ? sample.Text.Length : null };
            long start = Stopwatch.GetTimestamp();
            FieldResult result = reader.Read(sample.Picture, options);
            outcomes.Add(new(sample, result, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        }

        return outcomes;
    }
}

/// <summary>The result for one field.</summary>
/// <param name="Sample">The field.</param>
/// <param name="Result">What was read.</param>
/// <param name="Milliseconds">How long it took, on one thread.</param>
internal sealed record FieldOutcome(FieldSample Sample, FieldResult Result, double Milliseconds)
{
    /// <summary>Whether every digit is right, and none is missing or too many.</summary>
    public bool IsRight => Result.Text == Sample.Text;
}
