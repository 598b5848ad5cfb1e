namespace DigitReports.Charts;

/// <summary>An axis on which equal ratios are equally long: for losses and errors, which fall to fractions of what they were.</summary>
internal sealed class LogScale : Scale
{
    /// <param name="low">The least value, above 0; the axis begins at the round value (1, 2, 5, 10 …) below.</param>
    /// <param name="high">The greatest value; the axis ends at the round value above.</param>
    /// <param name="from">The coordinate of the least.</param>
    /// <param name="to">The coordinate of the greatest.</param>
    /// <param name="mostTicks">How many ticks there are room for, at least 2.</param>
    public LogScale(double low, double high, double from, double to, int mostTicks)
        : base(from, to)
    {
        int first = Below(low);
        int last = Math.Max(Above(high), first + 1);
        Low = Value(first);
        High = Value(last);

        // All of 1, 2, 5; else powers of ten alone; else every second, third … of these.
        int[] all = [.. Enumerable.Range(first, last - first + 1)];
        for (int every = 3; all.Length > mostTicks; every += 3)
        {
            all = [.. Enumerable.Range(first, last - first + 1).Where(index => index % every == 0)];
        }

        Ticks = [.. all.Select(Value)];
    }

    protected override double Transform(double value) => Math.Log10(value);

    /// <summary>Round values by number: … −3 is 0.1, 0 is 1, 1 is 2, 2 is 5, 3 is 10 …</summary>
    private static double Value(int index)
    {
        (int power, int place) = (Math.DivRem(index, 3, out int rest), rest);
        if (place < 0)
        {
            (power, place) = (power - 1, place + 3);
        }

        // Divided where the power is negative: 2 / 10 is 0.2, but 2 times 0.1 need not be.
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
