namespace DigitEngine.Training;

/// <summary>
/// The whole state of a run between two batches. A run that continues from it ends with the same bits as one that was never
/// interrupted.
/// </summary>
public sealed class TrainingCheckpoint
{
    internal TrainingCheckpoint(string identity, TimeSpan elapsed, IReadOnlyList<MemberCheckpoint> members)
    {
        Identity = identity;
        Elapsed = elapsed;
        Members = members;
    }

    /// <summary>Batches trained on so far.</summary>
    public long Iteration => Members.Sum(member => member.Iteration);

    /// <summary>Completed epochs.</summary>
    public int Epochs => Members.Sum(member => member.History.Count);

    /// <summary>How long the run has taken so far.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The options and the data, without which the state means nothing.</summary>
    internal string Identity { get; }

    /// <summary>The members begun so far; all but the last are finished.</summary>
    internal IReadOnlyList<MemberCheckpoint> Members { get; }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="stream">What <see cref="Save"/> wrote. It is read to its end and left open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="TrainingCheckpointException">
    /// It is not a checkpoint, or is damaged or incomplete. The message is one line.
    /// </exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public static TrainingCheckpoint Load(Stream stream, string name = "checkpoint")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return CheckpointFormat.Read(stream, name);
    }

    /// <summary>
    /// Writes the checkpoint. Write to another file first and then rename it: an incomplete checkpoint can't be read.
    /// </summary>
    /// <param name="stream">Where to write; it is left open.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckpointFormat.Write(stream, this);
    }
}

/// <summary>How a run saves its state, and where it continues from.</summary>
/// <param name="Save">
/// Takes a checkpoint, on the thread that trains: after an epoch that ends at least a second after the last checkpoint,
/// whenever <see cref="Interval"/> has passed since then, and when the run is cancelled. The run waits for it. If it throws,
/// so does the run.
/// </param>
public sealed record CheckpointOptions(Action<TrainingCheckpoint> Save)
{
    /// <summary>The longest time between two checkpoints, but for the batch in progress.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The checkpoint to continue from, or null to start anew.</summary>
    public TrainingCheckpoint? Resume { get; init; }
}

/// <summary>The state of one member's training: everything that changes, and nothing that follows from the options.</summary>
internal sealed record MemberCheckpoint
{
    public required long Iteration { get; init; }

    public required long Images { get; init; }

    /// <summary>The sum of the losses of the images of the current epoch.</summary>
    public required double LossSum { get; init; }

    /// <summary>The images of the current epoch so far.</summary>
    public required int LossImages { get; init; }

    public required int BestEpoch { get; init; }

    public required long OptimizerSteps { get; init; }

    public required long AveragedSteps { get; init; }

    public required TimeSpan TrainingTime { get; init; }

    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>
    /// The weights, the running statistics, and the memory of the optimizer and of the weight average; empty for a finished
    /// member.
    /// </summary>
    public required IReadOnlyList<float[]> State { get; init; }

    /// <summary>The weights and running statistics of the epoch to keep; empty before the end of the first epoch.</summary>
    public required IReadOnlyList<float[]> Best { get; init; }
}

/// <summary>
/// A checkpoint can't be used: it is damaged, or it belongs to a run with other options or data. The message is one line.
/// </summary>
public sealed class TrainingCheckpointException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="name">The checkpoint as the caller named it.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="innerException">The reason, if reading failed.</param>
    public TrainingCheckpointException(string name, string problem, Exception? innerException = null)
        : base($"{MessageText.Escape(name)}: {problem}", innerException)
    {
    }
}
