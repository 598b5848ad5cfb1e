using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>Trains a network and keeps its best state by validation loss.</summary>
/// <param name="options">What to train and how.</param>
/// <exception cref="TrainingOptionsException">An option is outside its range.</exception>
public sealed class Trainer(TrainingOptions options)
{
    private readonly TrainingOptions _options = Validated(options);

    /// <summary>Trains on one part of the data and validates on another after each epoch.</summary>
    /// <param name="train">The images to learn from, at least one.</param>
    /// <param name="validation">The images that choose the epoch to keep; may be empty.</param>
    /// <param name="progress">Told after every batch, on this thread; null for nobody.</param>
    /// <param name="checkpoints">What becomes of the run's state, and where to go on; null for neither.</param>
    /// <param name="cancellation">Ends the run after the batch under way; the best state so far is returned.</param>
    /// <exception cref="TrainingCheckpointException">The checkpoint to go on from is of other options or data.</exception>
    /// <exception cref="TrainingOptionsException">There is nothing to learn from.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or no number.</exception>
    public TrainingResult Fit(
        DigitDataset train,
        DigitDataset validation,
        IProgress<TrainingProgress>? progress = null,
        CheckpointOptions? checkpoints = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        TrainingOptions.Require(train.Count > 0, "there are no images to learn from");
        using Workers workers = new(_options.Threads == 0 ? Environment.ProcessorCount : _options.Threads);
        return new TrainingRun(_options, train, validation, workers, progress, checkpoints).Run(cancellation);
    }

    private static TrainingOptions Validated(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }
}
