namespace DigitReports.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What is written at its end; empty for nothing.</param>
/// <param name="Style">The class of its looks.</param>
/// <param name="Points">From left to right; those without a number are gaps.</param>
internal sealed record Series(string Name, string Style, IReadOnlyList<(double X, double Y)> Points);
