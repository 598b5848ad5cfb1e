namespace DigitEngine.Evaluation;

/// <summary>How good the predictions are on one slice of the rows.</summary>
/// <param name="Name">The slice's name; empty for rows whose slice has none.</param>
/// <param name="Metrics">
/// The metrics of these rows alone. With few of them mind that accuracy is uncertain, and that the calibration error is
/// mostly chance.
/// </param>
public sealed record SliceMetrics(string Name, MulticlassMetrics Metrics);
