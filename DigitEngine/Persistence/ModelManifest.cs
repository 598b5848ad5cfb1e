using System.Collections.ObjectModel;
using DigitEngine.Data;
using DigitEngine.Evaluation;

namespace DigitEngine.Persistence;

/// <summary>
/// <c>manifest.json</c> of a model file: what the network is for, how it was trained and how good it is. It holds no date and no
/// folder, so that the same training gives the same bytes.
/// </summary>
public sealed record ModelManifest
{
    /// <summary>The version of the file format that this library writes and reads.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The version of the file format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The program that wrote the file, with its version, such as <c>MlNetDigits 0.1.0</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The classes' names: element d belongs to <c>Score[d]</c>. Always the digits 0 to 9.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How pixels are converted before the network gets them.</summary>
    public required ModelPreprocessing Preprocessing { get; init; }

    /// <summary>The network's layers as text, such as <c>conv 32 3x3 relu; maxpool 2; flatten; dense 10</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>How many numbers the network consists of, with batch normalisation merged into other layers.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>How the network was trained, if known.</summary>
    public ModelTraining? Training { get; init; }

    /// <summary>Where the network came from, if it was not trained by this library.</summary>
    public ModelImport? Import { get; init; }

    /// <summary>How good the network is on images that took no part in training, if that was measured.</summary>
    public ModelMetrics? Metrics { get; init; }

    /// <summary>How to interpret the outputs of the network, if that was fitted.</summary>
    public ModelCalibration? Calibration { get; init; }

    /// <summary>SHA-256, in lower-case hexadecimal, of the other files in the model file, by name.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}

/// <summary>How pixels are converted before the network gets them.</summary>
/// <param name="Name"><c>unit</c>, the only one.</param>
/// <param name="Description">A description for people.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
public sealed record ModelPreprocessing(string Name, string Description, int Width, int Height)
{
    /// <summary>Pixels 0 … 255 divided by 255.</summary>
    public static ModelPreprocessing Unit { get; } = new(
        "unit", "grey values 0 (background) to 255 (ink), divided by 255", DigitImage.Width, DigitImage.Height);
}

/// <summary>How a network was trained, as the manifest and the model card say it. Numbers must be finite.</summary>
public sealed record ModelTraining
{
    private readonly IReadOnlyDictionary<string, string> _hyperParameters = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The name of the data file, without folders.</summary>
    public string? DataFile { get; init; }

    /// <summary>SHA-256 of all images and labels (<see cref="Data.DigitDataset.Fingerprint"/>).</summary>
    public string? DataFingerprint { get; init; }

    /// <summary>The number of images that the weights were trained on.</summary>
    public int TrainImages { get; init; }

    /// <summary>The number of images that decided which epoch to keep.</summary>
    public int ValidationImages { get; init; }

    /// <summary>The number of images kept for the test.</summary>
    public int TestImages { get; init; }

    /// <summary>The split in percent, such as <c>60/20/20</c>; null if each part has its own file.</summary>
    public string? Split { get; init; }

    /// <summary>The seed of all random numbers.</summary>
    public ulong Seed { get; init; }

    /// <summary>Passes over the training images; the last one may have ended early.</summary>
    public int Epochs { get; init; }

    /// <summary>The number of batches, and so of the optimizer's steps.</summary>
    public long Iterations { get; init; }

    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; }

    /// <summary>The optimizer's name.</summary>
    public string Optimizer { get; init; } = "";

    /// <summary>The learning rate, before any schedule.</summary>
    public double LearningRate { get; init; }

    /// <summary>The strength of the weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Everything else that the result depends on, sorted by name.</summary>
    public IReadOnlyDictionary<string, string> HyperParameters
    {
        get => _hyperParameters;

        // Null when a file has no such member.
        init
        {
            Dictionary<string, string> copy = (value ?? ReadOnlyDictionary<string, string>.Empty).ToDictionary();
            _hyperParameters = new ReadOnlyDictionary<string, string>(new SortedDictionary<string, string>(copy, StringComparer.Ordinal));
        }
    }

    /// <summary>The epoch, counted from 1, whose weights were kept.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The command that trains the same network again, if there is one.</summary>
    public string? Command { get; init; }
}

/// <summary>Where a network came from that was trained elsewhere.</summary>
/// <param name="File">The name of the file, without folders.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
/// <param name="Producer">The program that wrote it, as the file says.</param>
/// <param name="Preprocessing">A description, for people, of how grey values are converted before the graph gets them.</param>
public sealed record ModelImport(string File, string Sha256, string Producer, string Preprocessing);

/// <summary>How good a network is; each figure as <see cref="MulticlassMetrics"/> defines it.</summary>
/// <param name="Count">Images evaluated.</param>
/// <param name="MicroAccuracy">The fraction of correct predictions.</param>
/// <param name="MacroAccuracy">The mean recall of the classes.</param>
/// <param name="LogLoss">The mean of −ln p, in nats.</param>
/// <param name="LogLossReduction">The fraction by which that is below guessing by frequency; null if that is not defined.</param>
public sealed record ModelMetrics(long Count, double MicroAccuracy, double MacroAccuracy, double LogLoss, double? LogLossReduction)
{
    internal static ModelMetrics Of(MulticlassMetrics metrics) => new(
        metrics.Count,
        metrics.MicroAccuracy,
        metrics.MacroAccuracy,
        metrics.LogLoss,
        double.IsFinite(metrics.LogLossReduction) ? metrics.LogLossReduction : null);
}

/// <summary>How to interpret the outputs of a network, fitted on the validation images.</summary>
/// <param name="Temperature">What logits are divided by before they become probabilities; the ONNX graph does so itself.</param>
/// <param name="DigitThreshold">The lowest digit score, log Σ exp(logits), of an image that counts as a digit.</param>
public sealed record ModelCalibration(float Temperature, float DigitThreshold);
