using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Training;

namespace DigitReports;

/// <summary>What a page tells of one model: its answers to a test, and as much besides as is known.</summary>
public sealed record ReportContent
{
    /// <summary>The page's title, such as the run's folder.</summary>
    public required string Name { get; init; }

    /// <summary>The model's answer to each test image, of ten classes. All figures are computed from these.</summary>
    public required TestPredictions Answers { get; init; }

    /// <summary>The test images, one an answer in the same order; without them the page has no pictures.</summary>
    public TestSet? Test { get; init; }

    /// <summary>What the test images are called, such as their file.</summary>
    public string? TestName { get; init; }

    /// <summary>SHA-256 of the test images and labels (<see cref="TestSet.Fingerprint"/>).</summary>
    public string? TestFingerprint { get; init; }

    /// <summary>What is known of the model: its layers and its training.</summary>
    public ModelManifest? Manifest { get; init; }

    /// <summary>Each epoch of the training in turn, that of all members one after the other; empty where it is not known.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>How many epochs each member of the model was trained for; 0 where there is one member.</summary>
    public int EpochsPerMember { get; init; }

    /// <summary>How many images of each digit were learnt from, and chosen by; empty where it is not known.</summary>
    public IReadOnlyList<LabelCounts> TrainingLabels { get; init; } = [];

    /// <summary>The same answers by slices of the test images.</summary>
    public SlicedMetrics? Slices { get; init; }

    /// <summary>The figures of an earlier evaluation, to be compared with.</summary>
    public BaselineMetrics? Baseline { get; init; }

    /// <summary>What the earlier evaluation is called, such as its file.</summary>
    public string? BaselineName { get; init; }

    /// <exception cref="ArgumentException">The parts don't fit together.</exception>
    internal void Validate()
    {
        if (Answers.ClassCount != DigitImage.ClassCount)
        {
            throw new ArgumentException($"Expected answers of {DigitImage.ClassCount} classes but found {Answers.ClassCount}.");
        }

        if (Test is not null
            && (Test.Count != Answers.Count || Enumerable.Range(0, Test.Count).Any(i => Test.Data.Label(i) != Answers.Label(i))))
        {
            throw new ArgumentException("Expected the test images that were answered, in the same order, but found others.");
        }

        if (TrainingLabels.Any(part => part.Counts.Count != DigitImage.ClassCount || part.Counts.Any(count => count < 0)))
        {
            throw new ArgumentException($"Expected {DigitImage.ClassCount} counts of labels for each part of the data.");
        }
    }
}
