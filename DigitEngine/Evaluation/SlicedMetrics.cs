namespace DigitEngine.Evaluation;

/// <summary>How good the predictions are on all rows and on each slice of them.</summary>
/// <param name="All">The metrics of all rows.</param>
/// <param name="Column">The column whose values the slices are.</param>
/// <param name="Slices">The slices. Each has at least one row, and each row is in exactly one.</param>
public sealed record SlicedMetrics(MulticlassMetrics All, string Column, IReadOnlyList<SliceMetrics> Slices);

/// <summary>How good the predictions are on one slice of the rows.</summary>
/// <param name="Name">The slice's name; empty for rows whose column is empty.</param>
/// <param name="Metrics">
/// The metrics of these rows alone. With few rows the accuracy is uncertain and the calibration error is mostly noise.
/// </param>
public sealed record SliceMetrics(string Name, MulticlassMetrics Metrics);
