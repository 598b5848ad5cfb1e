namespace DigitEngine.Training;

/// <summary>What a run looked like at the end of one epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Iteration">Batches learnt from so far.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="TrainingLoss">Mean over the epoch's images, in nats, of what was minimised (label smoothing and augmentation included).</param>
/// <param name="ValidationLoss">Mean cross-entropy over the validation images, in nats; NaN without any.</param>
/// <param name="ValidationAccuracy">Share of validation images read right; NaN without any.</param>
/// <param name="Seconds">Since the run began.</param>
public sealed record EpochRecord(
    int Epoch,
    long Iteration,
    double LearningRate,
    double TrainingLoss,
    double ValidationLoss,
    double ValidationAccuracy,
    double Seconds);
