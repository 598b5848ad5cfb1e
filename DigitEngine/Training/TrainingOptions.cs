using System.Diagnostics.CodeAnalysis;
using DigitEngine.Network;

namespace DigitEngine.Training;

/// <summary>
/// All that a training run depends on besides its data: the same options and data give the same bits, whatever
/// <see cref="Threads"/> is.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>The layers to train.</summary>
    public required NetworkDefinition Network { get; init; }

    /// <summary>How the weights' random start is drawn.</summary>
    public WeightInitialization Initialization { get; init; }

    /// <summary>The optimizer and its settings.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>How the learning rate goes over the run.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>How often every image is learnt from; not used when <see cref="Iterations"/> is given.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>How many batches are learnt from in all, or null to count in epochs.</summary>
    public int? Iterations { get; init; }

    /// <summary>Images between two steps.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>The share of the target spread over all classes (Szegedy et al. 2016), in [0, 1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How images are changed at random, or null for not at all.</summary>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>
    /// How many made-up images of what is no digit are learnt from for each image, in [0, 1]. They are what the network's
    /// score for "is a digit" is trained with.
    /// </summary>
    public double OutlierShare { get; init; }

    /// <summary>
    /// Decay of the running average of the weights that is validated and kept instead of the weights themselves; 0 for none.
    /// </summary>
    public double WeightAveraging { get; init; }

    /// <summary>
    /// How many networks are trained, each with random numbers of its own; their logits are averaged. 1 for an ordinary
    /// network.
    /// </summary>
    public int Members { get; init; } = 1;

    /// <summary>
    /// Whether the weights that come out are rounded to half precision (11 bits), so that the model file is half as large.
    /// They are learnt and used in single precision.
    /// </summary>
    public bool HalfWeights { get; init; }

    /// <summary>Where all random numbers of the run come from.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Threads to work with, or 0 for one on each processor. Changes the time a run takes and nothing else.</summary>
    public int Threads { get; init; }

    internal LossOptions Loss => new((float)LabelSmoothing, OutlierShare > 0);

    /// <exception cref="TrainingOptionsException">An option is outside its range.</exception>
    internal void Validate()
    {
        Require(Epochs is >= 1 and <= 100_000, "epochs must be 1 to 100000");
        Require(Iterations is null or >= 1, "iterations must be 1 or more");
        Require(BatchSize is >= 1 and <= 4096, "the batch size must be 1 to 4096");
        Require(LabelSmoothing is >= 0 and < 1, "the label smoothing must be from 0 up to, but not, 1");
        Require(OutlierShare is >= 0 and <= 1, "the share of outliers must be 0 to 1");
        Require(WeightAveraging is >= 0 and < 1, "the decay of the weights' average must be from 0 up to, but not, 1");
        Require(Members is >= 1 and <= 100, "members must be 1 to 100");
        Require(Threads is >= 0 and <= 1024, "threads must be 0 to 1024");
        Optimizer.Validate();
        Augmentation?.Validate();
    }

    internal static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new TrainingOptionsException(message);
        }
    }
}
