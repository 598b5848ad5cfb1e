namespace DigitEngine.Evaluation;

/// <summary>How good the answers are when only the most confident ones are given.</summary>
/// <param name="Coverage">The fraction of rows that are answered, in (0, 1].</param>
/// <param name="Count">How many rows that is: the fraction of all, rounded up.</param>
/// <param name="Accuracy">
/// The fraction of these rows predicted right, in [0, 1]. Where the last of them are as confident as others that are not
/// among them, it is the mean over all ways to choose: it need not be a whole number of rows.
/// </param>
public sealed record CoveragePoint(double Coverage, long Count, double Accuracy);
