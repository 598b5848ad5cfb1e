namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>How a recogniser holds up away from the images it knows. All numbers are shares, 0 to 1.</summary>
/// <param name="Images">The number of images of each kind.</param>
/// <param name="CleanAccuracy">Right among the images as they are.</param>
/// <param name="CleanAccepted">Taken for digits among the images as they are: what every rejection has to be read against.</param>
/// <param name="ExpectedCalibrationError">
/// The mean distance between confidence and accuracy over 15 bins of equal width, weighted by their images.
/// </param>
/// <param name="Corruptions">For each corruption, what is right and what is taken for a digit.</param>
/// <param name="Junk">For each kind of junk, what is not taken for a digit.</param>
internal sealed record RobustnessReport(
    int Images,
    double CleanAccuracy,
    double CleanAccepted,
    double ExpectedCalibrationError,
    IReadOnlyList<CorruptionResult> Corruptions,
    IReadOnlyList<JunkResult> Junk)
{
    /// <summary>The mean accuracy over the corruptions; NaN without any.</summary>
    public double MeanCorruptionAccuracy => Corruptions.Count == 0 ? double.NaN : Corruptions.Average(result => result.Accuracy);

    /// <summary>The mean share of junk that is rejected, every kind counting the same; NaN without any.</summary>
    public double MeanJunkRejected => Junk.Count == 0 ? double.NaN : Junk.Average(result => result.Rejected);
}
