using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>What a run gives.</summary>
public sealed record TrainingResult
{
    /// <summary>
    /// The network of <see cref="BestEpoch"/>. With validation images, its temperature and threshold are fitted to them;
    /// without, it is not calibrated.
    /// </summary>
    public required TrainedNetwork Network { get; init; }

    /// <summary>
    /// The epoch that was kept: the one with the lowest validation loss, or the last one if the schedule is
    /// <see cref="LearningRateSchedule.OneCycle"/> or if there are no validation images. With several members, the epoch kept
    /// for the last of them, counted on from the epochs of those before it. 0 if the run was cancelled before the first batch.
    /// </summary>
    public required int BestEpoch { get; init; }

    /// <summary>Each epoch in turn.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>Batches trained on.</summary>
    public required long Iterations { get; init; }

    /// <summary>Images trained on per second of training, without validation; 0 if there were none.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>How long the run took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether the run was cancelled before its end.</summary>
    public required bool Cancelled { get; init; }
}

/// <summary>How far a run has come. It is reported after every batch, on the thread that trains.</summary>
/// <param name="Iteration">Batches trained on so far.</param>
/// <param name="Iterations">Batches of the whole run.</param>
/// <param name="Epoch">The current epoch, counted from 1.</param>
/// <param name="Epochs">Epochs of the whole run; the last one may be shorter.</param>
/// <param name="Loss">The mean training loss of the epoch so far.</param>
/// <param name="ImagesPerSecond">Images trained on per second of training so far, without validation.</param>
/// <param name="Elapsed">The time since the run began.</param>
/// <param name="Remaining">How long the rest takes at this rate.</param>
/// <param name="Completed">The epoch that ended with this batch, or null.</param>
public readonly record struct TrainingProgress(
    long Iteration,
    long Iterations,
    int Epoch,
    int Epochs,
    double Loss,
    double ImagesPerSecond,
    TimeSpan Elapsed,
    TimeSpan Remaining,
    EpochRecord? Completed);

/// <summary>A run at the end of one epoch.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Iteration">Batches trained on so far.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="TrainingLoss">
/// The mean over the epoch's images of what is minimised, in nats. It includes label smoothing, augmentation and outliers.
/// </param>
/// <param name="ValidationLoss">The mean cross-entropy of the validation images, in nats; NaN if there are none.</param>
/// <param name="ValidationAccuracy">The share of validation images predicted right; NaN if there are none.</param>
/// <param name="Seconds">The time since the run began.</param>
public sealed record EpochRecord(
    int Epoch,
    long Iteration,
    double LearningRate,
    double TrainingLoss,
    double ValidationLoss,
    double ValidationAccuracy,
    double Seconds);
