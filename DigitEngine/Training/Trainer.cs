using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>
/// Trains a network. It keeps the weights of the epoch with the lowest validation loss, or those of the last epoch if the
/// schedule is <see cref="LearningRateSchedule.OneCycle"/> or if there are no validation images.
/// </summary>
/// <param name="options">What to train, and how.</param>
/// <exception cref="TrainingOptionsException">An option is outside its range.</exception>
public sealed class Trainer(TrainingOptions options)
{
    private readonly TrainingOptions _options = Validated(options);

    /// <summary>Trains on one part of the data and validates on another after each epoch.</summary>
    /// <param name="train">The images to train on, at least one.</param>
    /// <param name="validation">
    /// The images to choose the epoch by, unless the schedule keeps the last one, and to calibrate the network with. May be
    /// empty.
    /// </param>
    /// <param name="progress">Told after every batch, on the calling thread; may be null.</param>
    /// <param name="checkpoints">How to save the state of the run, and where to continue from; may be null.</param>
    /// <param name="cancellation">Ends the run after the current batch. The result is then that of the best state so far.</param>
    /// <exception cref="TrainingCheckpointException">The checkpoint to continue from is of other options or data.</exception>
    /// <exception cref="TrainingOptionsException">There are no images to train on.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    public TrainingResult Fit(
        DigitDataset train,
        DigitDataset validation,
        IProgress<TrainingProgress>? progress = null,
        CheckpointOptions? checkpoints = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        if (train.Count == 0)
        {
            throw new TrainingOptionsException("there are no images to learn from");
        }

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

/// <summary>The loss is infinite or not a number, so the run can't continue. A lower learning rate usually helps.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Makes the exception with a message of one line.</summary>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message of one line and its cause.</summary>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message of its own.</summary>
    public TrainingDivergedException()
    {
    }
}
