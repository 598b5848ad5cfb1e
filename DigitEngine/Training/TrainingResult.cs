using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>What a run gives.</summary>
public sealed record TrainingResult
{
    /// <summary>
    /// The network with the lowest validation loss of all epochs, its temperature and threshold fitted on the same images;
    /// without validation images, the last one, not calibrated.
    /// </summary>
    public required TrainedNetwork Network { get; init; }

    /// <summary>The epoch that <see cref="Network"/> is from.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Each epoch in turn.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>Batches learnt from.</summary>
    public required long Iterations { get; init; }

    /// <summary>Images learnt from in each second of training, validation apart.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>How long the run took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether the run was cancelled before its end.</summary>
    public required bool Cancelled { get; init; }
}
