using System.Collections.ObjectModel;

namespace DigitEngine.Persistence;

/// <summary>How a network was trained, as <c>manifest.json</c> and the model card tell it. Numbers must be finite.</summary>
public sealed record ModelTraining
{
    private readonly IReadOnlyDictionary<string, string> _hyperParameters = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The name of the data file, without folders.</summary>
    public string? DataFile { get; init; }

    /// <summary>SHA-256 of all images and labels (<see cref="Data.DigitDataset.Fingerprint"/>).</summary>
    public string? DataFingerprint { get; init; }

    /// <summary>Images that were learnt from.</summary>
    public int TrainImages { get; init; }

    /// <summary>Images that chose the epoch to keep.</summary>
    public int ValidationImages { get; init; }

    /// <summary>Images kept for the test.</summary>
    public int TestImages { get; init; }

    /// <summary>The split in percent, such as <c>60/20/20</c>; null when the parts came in files of their own.</summary>
    public string? Split { get; init; }

    /// <summary>Where all random numbers came from.</summary>
    public ulong Seed { get; init; }

    /// <summary>How often every image was learnt from; the last time may have been cut short.</summary>
    public int Epochs { get; init; }

    /// <summary>Batches learnt from.</summary>
    public long Iterations { get; init; }

    /// <summary>Images between two steps.</summary>
    public int BatchSize { get; init; }

    /// <summary>The optimizer's name.</summary>
    public string Optimizer { get; init; } = "";

    /// <summary>The learning rate, before any schedule.</summary>
    public double LearningRate { get; init; }

    /// <summary>How strongly weights were drawn to zero.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Anything else that the result depends on, by name; sorted by it.</summary>
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

    /// <summary>The command that trains the same network again, where there is one.</summary>
    public string? Command { get; init; }
}
