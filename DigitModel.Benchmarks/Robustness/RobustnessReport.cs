namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>The robustness of a recogniser. All figures are shares from 0 to 1.</summary>
/// <param name="Images">The number of images of each kind.</param>
/// <param name="CleanAccuracy">The accuracy on unchanged images.</param>
/// <param name="CleanAccepted">
/// The share of unchanged images accepted as digits, with which the rejection of junk must be compared.
/// </param>
/// <param name="ExpectedCalibrationError">
/// The mean distance between confidence and accuracy over 15 bins of equal width, weighted by their images.
/// </param>
/// <param name="Corruptions">The result for each corruption.</param>
/// <param name="Junk">The result for each kind of junk.</param>
internal sealed record RobustnessReport(
    int Images,
    double CleanAccuracy,
    double CleanAccepted,
    double ExpectedCalibrationError,
    IReadOnlyList<CorruptionResult> Corruptions,
    IReadOnlyList<JunkResult> Junk)
{
    /// <summary>The mean accuracy over all corruptions; NaN if there are none.</summary>
    public double MeanCorruptionAccuracy => Corruptions.Count == 0 ? double.NaN : Corruptions.Average(result => result.Accuracy);

    /// <summary>The mean share of rejected junk over all kinds; NaN if there are none.</summary>
    public double MeanJunkRejected => Junk.Count == 0 ? double.NaN : Junk.Average(result => result.Rejected);
}

/// <summary>The result for one corruption.</summary>
/// <param name="Name">The corruption's name.</param>
/// <param name="Accuracy">
/// The share of images whose most probable digit is right, whether or not they are accepted as digits.
/// </param>
/// <param name="Accepted">The share of images accepted as digits.</param>
internal sealed record CorruptionResult(string Name, double Accuracy, double Accepted);

/// <summary>The result for one kind of junk.</summary>
/// <param name="Name">The kind's name.</param>
/// <param name="Rejected">The share of images not accepted as digits.</param>
internal sealed record JunkResult(string Name, double Rejected);
