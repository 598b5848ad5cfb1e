namespace DigitEngine.Training;

/// <summary>
/// The whole state of a run between two batches. A run that goes on from it ends in the same bits as one that was never
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

    /// <summary>Batches learnt from so far.</summary>
    public long Iteration => Members.Sum(member => member.Iteration);

    /// <summary>Epochs that are complete.</summary>
    public int Epochs => Members.Sum(member => member.History.Count);

    /// <summary>How long the run has taken so far.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The options and the data, without which the state means nothing.</summary>
    internal string Identity { get; }

    /// <summary>The members begun so far, all but the last of them finished.</summary>
    internal IReadOnlyList<MemberCheckpoint> Members { get; }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="stream">What <see cref="Save"/> wrote; read to its end, and left open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="TrainingCheckpointException">It is no checkpoint, damaged or cut off; the message is one line.</exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public static TrainingCheckpoint Load(Stream stream, string name = "checkpoint")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return CheckpointReader.Read(stream, name);
    }

    /// <summary>Writes the checkpoint. Write it beside its place and rename it: half of one is none.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckpointWriter.Write(stream, this);
    }
}
