using System.Diagnostics;
using DigitPictures.Fields;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>Reads generated fields, one after the other.</summary>
internal static class FieldMeasurement
{
    /// <summary>Fields read beforehand, so that the code is compiled when time is taken.</summary>
    private const int WarmUp = 30;

    /// <summary>Reads as many fields as are wanted, told only how long they are if that is wanted.</summary>
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
