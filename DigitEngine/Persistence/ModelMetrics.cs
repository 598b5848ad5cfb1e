using DigitEngine.Evaluation;

namespace DigitEngine.Persistence;

/// <summary>How good a network is; each figure as <see cref="MulticlassMetrics"/> defines it.</summary>
/// <param name="Count">Images evaluated.</param>
/// <param name="MicroAccuracy">The fraction predicted right.</param>
/// <param name="MacroAccuracy">The mean recall of the classes.</param>
/// <param name="LogLoss">The mean of −ln p, in nats.</param>
/// <param name="LogLossReduction">By what fraction that is below guessing by frequency; null where that is not defined.</param>
public sealed record ModelMetrics(long Count, double MicroAccuracy, double MacroAccuracy, double LogLoss, double? LogLossReduction)
{
    internal static ModelMetrics Of(MulticlassMetrics metrics) => new(
        metrics.Count,
        metrics.MicroAccuracy,
        metrics.MacroAccuracy,
        metrics.LogLoss,
        double.IsFinite(metrics.LogLossReduction) ? metrics.LogLossReduction : null);
}
