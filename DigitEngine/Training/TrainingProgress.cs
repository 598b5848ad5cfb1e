namespace DigitEngine.Training;

/// <summary>How far a run has come; reported after every batch, on the thread that trains.</summary>
/// <param name="Iteration">Batches learnt from so far.</param>
/// <param name="Iterations">Batches in all.</param>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Epochs">Epochs in all, the last perhaps cut short.</param>
/// <param name="Loss">Mean training loss of the epoch so far.</param>
/// <param name="ImagesPerSecond">Images learnt from in each second of training so far.</param>
/// <param name="Elapsed">Since the run began.</param>
/// <param name="Remaining">What the rest will take at this rate.</param>
/// <param name="Completed">The epoch that this batch completed, or null.</param>
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
