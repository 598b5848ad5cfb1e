namespace MlNetDigits.Benchmarks.Fields;

/// <summary>Prints the results of reading fields.</summary>
internal static class FieldReport
{
    private const double WantedAcceptance = 0.9;

    public static void Print(IReadOnlyList<FieldOutcome> outcomes)
    {
        Console.WriteLine($"{"",-14}{"fields",8}{"exact",10}{"accepted",10}{"right of accepted",19}");
        Row("all", outcomes);
        Console.WriteLine();
        foreach (FieldKind kind in Enum.GetValues<FieldKind>())
        {
            Row(Enum.GetName(kind)!.ToLowerInvariant(), [.. outcomes.Where(outcome => outcome.Sample.Kind == kind)]);
        }

        Console.WriteLine();
        for (int length = FieldGenerator.MinLength; length <= FieldGenerator.MaxLength; length++)
        {
            Row($"{length} digits", [.. outcomes.Where(outcome => outcome.Sample.Text.Length == length)]);
        }

        Console.WriteLine();

        FieldOutcome[] surest = [.. outcomes.OrderByDescending(outcome => outcome.Result.Confidence)];
        int wanted = (int)(WantedAcceptance * surest.Length);
        Console.WriteLine(
            $"{Share(surest[..wanted]):P2} of the surest {WantedAcceptance:P0} are right; the least sure of them has "
            + $"a confidence of {surest[Math.Max(0, wanted - 1)].Result.Confidence:F4}");
        Calibration(outcomes);

        double[] times = [.. outcomes.Where(outcome => outcome.Sample.Text.Length == FieldGenerator.MaxLength)
            .Select(outcome => outcome.Milliseconds).Order()];
        Console.WriteLine($"a field takes {outcomes.Average(outcome => outcome.Milliseconds):F1} ms in the mean");
        if (times.Length > 0)
        {
            Console.WriteLine(
                $"{FieldGenerator.MaxLength} digits take {times.Average():F1} ms in the mean, half of them at most "
                + $"{times[times.Length / 2]:F1} ms, and all but a twentieth {times[times.Length * 19 / 20]:F1} ms");
        }
    }

    private static void Row(string name, IReadOnlyList<FieldOutcome> outcomes)
    {
        if (outcomes.Count == 0)
        {
            return;
        }

        FieldOutcome[] accepted = [.. outcomes.Where(outcome => outcome.Result.Accepted)];
        Console.WriteLine(
            $"{name,-14}{outcomes.Count,8}{Share(outcomes),10:P2}"
            + $"{(double)accepted.Length / outcomes.Count,10:P2}{Share(accepted),19:P2}");
    }

    /// <summary>The calibration error over ten bins with the same number of fields each.</summary>
    private static void Calibration(IReadOnlyList<FieldOutcome> outcomes)
    {
        const int classes = 10;
        double error = 0;
        FieldOutcome[][] parts = [.. outcomes.OrderBy(outcome => outcome.Result.Confidence)
            .Chunk(Math.Max(1, (outcomes.Count + classes - 1) / classes))];
        foreach (FieldOutcome[] part in parts)
        {
            error += Math.Abs(part.Average(outcome => outcome.Result.Confidence) - Share(part)) * part.Length / outcomes.Count;
        }

        Console.WriteLine($"{"calibration error, 10 classes of equal size",-14}{error,10:P2}");
    }

    private static double Share(IReadOnlyCollection<FieldOutcome> outcomes) =>
        outcomes.Count == 0 ? 0 : (double)outcomes.Count(outcome => outcome.IsRight) / outcomes.Count;
}
