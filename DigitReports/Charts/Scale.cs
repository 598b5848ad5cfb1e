namespace DigitReports.Charts;

/// <summary>Where values lie along an axis.</summary>
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

    /// <summary>Round values within the axis, rising.</summary>
    public IReadOnlyList<double> Ticks { get; protected init; } = [];

    /// <summary>The coordinate of a value; what lies beyond an end is shown at the end.</summary>
    public double Map(double value)
    {
        double low = Transform(Low);
        double share = (Transform(Math.Clamp(value, Low, High)) - low) / (Transform(High) - low);
        return From + (share * (To - From));
    }

    /// <summary>What is even along the axis.</summary>
    protected abstract double Transform(double value);
}
