namespace DigitReports.Charts;

/// <summary>An axis on which equal differences are equally long.</summary>
internal sealed class LinearScale : Scale
{
    private LinearScale(double low, double high, IReadOnlyList<double> ticks, double from, double to)
        : base(from, to)
    {
        Low = low;
        High = high;
        Ticks = ticks;
    }

    /// <summary>From exactly one value to another.</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value, greater than <paramref name="low"/>.</param>
    /// <param name="from">The coordinate of the least.</param>
    /// <param name="to">The coordinate of the greatest.</param>
    /// <param name="mostTicks">How many ticks there are room for, at least 2.</param>
    /// <param name="leastStep">What ticks are multiples of, such as 1 where there is nothing between whole numbers.</param>
    public static LinearScale Exact(double low, double high, double from, double to, int mostTicks, double leastStep = 0) =>
        new(low, high, TicksBetween(low, high, Step(high - low, mostTicks, leastStep)), from, to);

    /// <summary>From the round value below one value to the round value above another.</summary>
    /// <inheritdoc cref="Exact" path="/param"/>
    public static LinearScale Round(double low, double high, double from, double to, int mostTicks)
    {
        // Rounding outwards may take a tick more at either end.
        double step = Step(high - low, Math.Max(2, mostTicks - 1), 0);
        double roundLow = Math.Floor((low / step) + 1e-9) * step;
        double roundHigh = Math.Max(Math.Ceiling((high / step) - 1e-9) * step, roundLow + step);
        return new(roundLow, roundHigh, TicksBetween(roundLow, roundHigh, step), from, to);
    }

    protected override double Transform(double value) => value;

    /// <summary>The least of 1, 2, 5, 10, 20, 50 … (and of 0.5, 0.2, …) that makes no more ticks than there is room for.</summary>
    private static double Step(double length, int mostTicks, double least)
    {
        double wanted = Math.Max(length > 0 ? length / (mostTicks - 1) : 1, least);
        double power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 5])
        {
            if (factor * power >= wanted * (1 - 1e-9))
            {
                return factor * power;
            }
        }

        return 10 * power;
    }

    private static double[] TicksBetween(double low, double high, double step)
    {
        long first = (long)Math.Ceiling((low / step) - 1e-9);
        long last = (long)Math.Floor((high / step) + 1e-9);

        // Multiplied, not added up, and rounded to what was meant: 0.3 and not 0.30000000000000004.
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => Math.Round((first + i) * step, 12))];
    }
}
