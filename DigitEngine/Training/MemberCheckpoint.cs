namespace DigitEngine.Training;

/// <summary>How far the training of one member has come: all that changes in it, and nothing that follows from the options.</summary>
internal sealed record MemberCheckpoint
{
    public required long Iteration { get; init; }

    public required long Images { get; init; }

    /// <summary>Of the epoch under way.</summary>
    public required double LossSum { get; init; }

    /// <summary>Of the epoch under way.</summary>
    public required int LossImages { get; init; }

    public required int BestEpoch { get; init; }

    public required long OptimizerSteps { get; init; }

    public required long AveragedSteps { get; init; }

    public required TimeSpan TrainingTime { get; init; }

    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>Weights, statistics, and what the optimizer and the average remember; empty for a member that is finished.</summary>
    public required IReadOnlyList<float[]> State { get; init; }

    /// <summary>The weights and statistics of the best epoch; empty before the end of the first.</summary>
    public required IReadOnlyList<float[]> Best { get; init; }
}
