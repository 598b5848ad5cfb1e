using System.Diagnostics.CodeAnalysis;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>
/// Everything that a training run depends on besides its data. The same options and data give the same bits, whatever
/// <see cref="Threads"/> is.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>The layers to train.</summary>
    public required NetworkDefinition Network { get; init; }

    /// <summary>How the initial weights are drawn.</summary>
    public WeightInitialization Initialization { get; init; }

    /// <summary>The optimizer and its settings.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>How the learning rate changes over the run.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>How often each image is trained on, 1 to 100,000. Ignored if <see cref="Iterations"/> is given.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The number of batches to train on, at least 1; null to count in epochs.</summary>
    public int? Iterations { get; init; }

    /// <summary>Images per step, 1 to 4096.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>The share of the target that is spread over all classes (Szegedy et al. 2016), in [0, 1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How images are changed at random; null for not at all.</summary>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>
    /// The number of made-up images without a digit per image, in [0, 1]. They teach the network its score for whether an image
    /// shows a digit.
    /// </summary>
    public double OutlierShare { get; init; }

    /// <summary>
    /// The decay of the running average of the weights, in [0, 1). If it is above 0, the average is validated and kept instead
    /// of the weights themselves.
    /// </summary>
    public double WeightAveraging { get; init; }

    /// <summary>
    /// The number of networks to train, 1 to 100, each with other random numbers. Their logits are averaged. 1 for an ordinary
    /// network.
    /// </summary>
    public int Members { get; init; } = 1;

    /// <summary>
    /// Whether the resulting weights are rounded to half precision (11 bits), which halves the model file. Training and
    /// prediction compute in single precision all the same.
    /// </summary>
    public bool HalfWeights { get; init; }

    /// <summary>What all random numbers of the run follow from.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>
    /// The number of threads, up to 1024; 0 for one per processor. It changes how long a run takes and nothing else.
    /// </summary>
    public int Threads { get; init; }

    internal LossOptions Loss => new((float)LabelSmoothing, OutlierShare > 0);

    /// <exception cref="TrainingOptionsException">An option is outside its range.</exception>
    internal void Validate()
    {
        Require(Epochs is >= 1 and <= 100_000, "epochs must be 1 to 100000", Epochs);
        Require(Iterations is null or >= 1, "iterations must be 1 or more", Iterations);
        Require(BatchSize is >= 1 and <= 4096, "the batch size must be 1 to 4096", BatchSize);
        Require(LabelSmoothing is >= 0 and < 1, "the label smoothing must be at least 0 and below 1", LabelSmoothing);
        Require(OutlierShare is >= 0 and <= 1, "the share of outliers must be 0 to 1", OutlierShare);
        Require(WeightAveraging is >= 0 and < 1, "the decay of the weights' average must be at least 0 and below 1", WeightAveraging);
        Require(Members is >= 1 and <= 100, "members must be 1 to 100", Members);
        Require(Threads is >= 0 and <= 1024, "threads must be 0 to 1024", Threads);
        Optimizer.Validate();
        Augmentation?.Validate();
    }

    /// <param name="condition">Whether the value is allowed.</param>
    /// <param name="rule">What it must be.</param>
    /// <param name="value">The value.</param>
    internal static void Require([DoesNotReturnIf(false)] bool condition, string rule, object? value)
    {
        if (!condition)
        {
            throw new TrainingOptionsException(FormattableString.Invariant($"{rule}, not {value}"));
        }
    }
}

/// <summary>A training option is outside its range or does not fit the data. The message is one line.</summary>
public sealed class TrainingOptionsException : Exception
{
    /// <summary>Makes the exception with a message of one line.</summary>
    public TrainingOptionsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message of one line and its cause.</summary>
    public TrainingOptionsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message of its own.</summary>
    public TrainingOptionsException()
    {
    }
}
