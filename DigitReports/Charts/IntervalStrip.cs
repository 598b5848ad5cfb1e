namespace DigitReports.Charts;

/// <summary>A share and its interval, drawn in a cell of a table; the numbers are in the cells beside it.</summary>
internal sealed class IntervalStrip
{
    private const double Width = 132;
    private const double Height = 14;
    private const double Margin = 5;

    private readonly LinearScale _scale;

    /// <param name="least">The lowest end of all intervals in the column.</param>
    public IntervalStrip(double least) => _scale = LinearScale.Round(Math.Min(least, 0.995), 1, Margin, Width - Margin, 5);

    /// <summary>The shares at the left and right ends of the strips.</summary>
    public (double Low, double High) Ends => (_scale.Low, _scale.High);

    public Markup Draw(double share, (double Low, double High) interval) => double.IsNaN(interval.Low)
        ? Markup.Empty
        : Markup.Of($"""
            <svg class="strip" viewBox="0 0 {Width} {Height}" aria-hidden="true"><path class="grid" d="M{Margin} {Height / 2}H{Width - Margin}" /><path class="whisker" d="M{_scale.Map(interval.Low)} {Height / 2}H{_scale.Map(interval.High)}" /><circle class="dot a" cx="{_scale.Map(share)}" cy="{Height / 2}" r="3.5" /></svg>
            """);
}
