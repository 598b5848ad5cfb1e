namespace DigitEngine.Evaluation;

/// <summary>How good the predictions are on all rows, and on each slice of them.</summary>
/// <param name="All">The metrics of all rows.</param>
/// <param name="Column">What the slices are slices by.</param>
/// <param name="Slices">The slices, none of them without rows; each row is in exactly one.</param>
public sealed record SlicedMetrics(MulticlassMetrics All, string Column, IReadOnlyList<SliceMetrics> Slices);
