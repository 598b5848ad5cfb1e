namespace DigitReports.Charts;

/// <summary>Maps values to coordinates along an axis.</summary>
internal abstract class Scale
{
    /// <param name="from">The coordinate of <see cref="Low"/>.</param>
    /// <param name="to">The coordinate of <see cref="High"/>.</param>
    protected Scale(double from, double to)
    {
        From = from;
        To = to;
    }

    /// <summary>The least value shown.</summary>
    public double Low { get; protected init; }

    /// <summary>The greatest value shown.</summary>
    public double High { get; protected init; }

    public double From { get; }

    public double To { get; }

    /// <summary>Round values on the axis, in ascending order.</summary>
    public IReadOnlyList<double> Ticks { get; protected init; } = [];

    /// <summary>The coordinate of a value; values beyond an end are mapped to that end.</summary>
    public double Map(double value)
    {
        double low = Transform(Low);
        double share = (Transform(Math.Clamp(value, Low, High)) - low) / (Transform(High) - low);
        return From + (share * (To - From));
    }

    /// <summary>The function of the value that is linear along the axis.</summary>
    protected abstract double Transform(double value);
}

/// <summary>A linear axis.</summary>
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
    /// <param name="mostTicks">The most ticks that fit, at least 2.</param>
    /// <param name="leastStep">The smallest step between ticks, such as 1 for whole numbers.</param>
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

    /// <summary>The smallest of … 0.2, 0.5, 1, 2, 5, 10 … that gives no more ticks than fit.</summary>
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

        // Multiplied rather than summed, and rounded: 0.3 and not 0.30000000000000004.
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => Math.Round((first + i) * step, 12))];
    }
}

/// <summary>A logarithmic axis, for losses and errors.</summary>
internal sealed class LogScale : Scale
{
    /// <param name="low">The least value, above 0; the axis begins at the round value (1, 2, 5, 10 …) below.</param>
    /// <param name="high">The greatest value; the axis ends at the round value above.</param>
    /// <param name="from">The coordinate of the least.</param>
    /// <param name="to">The coordinate of the greatest.</param>
    /// <param name="mostTicks">The most ticks that fit, at least 2.</param>
    public LogScale(double low, double high, double from, double to, int mostTicks)
        : base(from, to)
    {
        int first = Below(low);
        int last = Math.Max(Above(high), first + 1);
        Low = Value(first);
        High = Value(last);

        // All of 1, 2, 5; or powers of ten only; or every second, third … power of ten.
        int[] all = [.. Enumerable.Range(first, last - first + 1)];
        for (int every = 3; all.Length > mostTicks; every += 3)
        {
            all = [.. Enumerable.Range(first, last - first + 1).Where(index => index % every == 0)];
        }

        Ticks = [.. all.Select(Value)];
    }

    protected override double Transform(double value) => Math.Log10(value);

    /// <summary>The round value of an index: … −3 is 0.1, 0 is 1, 1 is 2, 2 is 5, 3 is 10 …</summary>
    private static double Value(int index)
    {
        (int power, int place) = (Math.DivRem(index, 3, out int rest), rest);
        if (place < 0)
        {
            (power, place) = (power - 1, place + 3);
        }

        // Negative powers divide: 2 / 10 is exactly 0.2, but 2 times 0.1 may not be.
        double factor = place switch { 0 => 1, 1 => 2, _ => 5 };
        return power < 0 ? factor / Math.Pow(10, -power) : factor * Math.Pow(10, power);
    }

    private static int Below(double value)
    {
        int index = 3 * ((int)Math.Floor(Math.Log10(value)) + 1);
        while (Value(index) > value * (1 + 1e-9))
        {
            index--;
        }

        return index;
    }

    private static int Above(double value)
    {
        int index = 3 * ((int)Math.Floor(Math.Log10(value)) - 1);
        while (Value(index) < value * (1 - 1e-9))
        {
            index++;
        }

        return index;
    }
}
