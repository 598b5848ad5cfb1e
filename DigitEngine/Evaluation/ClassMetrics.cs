namespace DigitEngine.Evaluation;

/// <summary>How well one class is recognised.</summary>
/// <param name="Label">The class: its position among the scores of a row. For digits, the digit itself.</param>
/// <param name="Precision">
/// Of the rows predicted as this class, the fraction that belongs to it, in [0, 1].
/// 0, as in ML.NET, when the class was never predicted.
/// </param>
/// <param name="Recall">
/// Of the rows of this class, the fraction predicted as it, in [0, 1]. 0, as in ML.NET, when the class does not occur.
/// </param>
/// <param name="F1">
/// The harmonic mean of precision and recall, in [0, 1]. 0 when no row of the class was recognised.
/// ML.NET has no such figure.
/// </param>
/// <param name="Support">How many rows belong to this class.</param>
/// <param name="LogLoss">
/// The mean of −ln(score of this class) over the rows of this class, in nats. 0, as in ML.NET, when the class does not occur.
/// </param>
public sealed record ClassMetrics(int Label, double Precision, double Recall, double F1, long Support, double LogLoss);
