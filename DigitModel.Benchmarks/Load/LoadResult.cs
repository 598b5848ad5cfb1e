using System.Globalization;

namespace MlNetDigits.Benchmarks.Load;

/// <summary>What one route bore. Times are in milliseconds, memory in bytes.</summary>
internal sealed record LoadResult(
    string Route, int Requests, double PerSecond, double Median, double P99, double Slowest, long Errors, long First, long Largest, long Last)
{
    private const double Mega = 1 << 20;

    public static LoadResult Of(string route, double[] times, TimeSpan took, long errors, long first, long largest, long last)
    {
        Array.Sort(times);
        double At(double share) => times[Math.Min(times.Length - 1, (int)(times.Length * share))];
        return new(route, times.Length, times.Length / took.TotalSeconds, At(0.5), At(0.99), times[^1], errors, first, largest, last);
    }

    /// <summary>A row of a Markdown table.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| `POST {Route}` | {Requests:N0} | {PerSecond:N0} | {Median:F2} | {P99:F2} | {Slowest:F1} | {Errors:N0} "
        + $"| {First / Mega:F0} | {Largest / Mega:F0} | {Last / Mega:F0} |");
}
