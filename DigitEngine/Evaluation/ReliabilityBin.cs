namespace DigitEngine.Evaluation;

/// <summary>
/// The rows whose confidence, the score of the predicted class, lies in one range: where a classifier is calibrated, their
/// accuracy is their mean confidence.
/// </summary>
/// <param name="Above">The range's lower end, in [0, 1). It belongs to the bin before, but for 0, which belongs to the first.</param>
/// <param name="UpTo">The range's upper end, in (0, 1]; it belongs to this bin.</param>
/// <param name="Count">How many rows' confidence lies in the range.</param>
/// <param name="MeanConfidence">The mean of these rows' confidence, in [0, 1]; <see cref="double.NaN"/> for no rows.</param>
/// <param name="Accuracy">The fraction of these rows predicted right, in [0, 1]; <see cref="double.NaN"/> for no rows.</param>
public sealed record ReliabilityBin(double Above, double UpTo, long Count, double MeanConfidence, double Accuracy);
