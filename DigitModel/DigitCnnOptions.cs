using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDigits;

/// <summary>How a <see cref="DigitCnnTrainer"/> trains, and what its columns hold.</summary>
public sealed record DigitCnnOptions
{
    /// <summary>
    /// The network and its training; also the seed, so that the same rows give the same model, whatever the seed of the
    /// <see cref="MLContext"/> and the number of threads.
    /// </summary>
    public TrainingOptions Training { get; init; } = Architecture.Default.Options;

    /// <summary>What the numbers in the feature column mean.</summary>
    public PixelRange PixelRange { get; init; } = PixelRange.Grey;

    /// <summary>
    /// Rows that choose the epoch to keep and calibrate the confidences, with the same columns as the training set; null to
    /// hold <see cref="ValidationPercent"/> of the training set back for it.
    /// </summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>
    /// How many percent of every digit's rows are held back for validation when there is no <see cref="ValidationSet"/>; from 0
    /// up to, but not, 100. Without any, the last epoch is kept and nothing is calibrated.
    /// </summary>
    public decimal ValidationPercent { get; init; } = 10;

    /// <summary>
    /// The <see cref="MLContext"/> whose <see cref="MLContext.Log"/> is to tell of the training, one line an epoch; null for
    /// none. A trainer can't find it by itself: ML.NET's catalogs keep theirs from other libraries.
    /// </summary>
    public IHostEnvironment? LogTo { get; init; }

    /// <summary>Told after every batch, on the thread that trains; null for nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
