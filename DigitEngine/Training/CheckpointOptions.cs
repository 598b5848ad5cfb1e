namespace DigitEngine.Training;

/// <summary>How a run keeps what it has learnt so far, and where it goes on.</summary>
/// <param name="Save">
/// Takes a checkpoint on the training thread: after each epoch that ends a second or more after the last checkpoint, whenever
/// <see cref="Interval"/> has passed since then, and when the run is cancelled. The run waits for it, and ends with what it
/// throws.
/// </param>
public sealed record CheckpointOptions(Action<TrainingCheckpoint> Save)
{
    /// <summary>The longest time between two checkpoints, batches being whole.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The checkpoint to go on from, or null to begin at the beginning.</summary>
    public TrainingCheckpoint? Resume { get; init; }
}
