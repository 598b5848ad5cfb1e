using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Training;

namespace DigitReports;

/// <summary>What a page shows about one model: its answers to a test, and whatever else is known.</summary>
internal sealed record ReportContent
{
    /// <summary>The page's title, such as the run's folder.</summary>
    public required string Name { get; init; }

    /// <summary>The model's answer to each test image, with ten scores each. All figures are computed from these.</summary>
    public required TestPredictions Answers { get; init; }

    /// <summary>The test images, one for each answer in the same order; without them the page has no pictures.</summary>
    public TestSet? Test { get; init; }

    /// <summary>The name of the test images, such as their file.</summary>
    public string? TestName { get; init; }

    /// <summary>SHA-256 of the test images and labels (<see cref="TestSet.Fingerprint"/>).</summary>
    public string? TestFingerprint { get; init; }

    /// <summary>Which of the test images the model was trained on, if known.</summary>
    public TrainingOverlap? Overlap { get; init; }

    /// <summary>The model's manifest: its layers and its training.</summary>
    public ModelManifest? Manifest { get; init; }

    /// <summary>The epochs of the training in order, those of one member after those of another; empty if unknown.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>The number of epochs of each member of the model; 0 if there is only one member.</summary>
    public int EpochsPerMember { get; init; }

    /// <summary>The number of training and validation images of each digit; empty if unknown.</summary>
    public IReadOnlyList<LabelCounts> TrainingLabels { get; init; } = [];

    /// <summary>The same answers by slices of the test images.</summary>
    public SlicedMetrics? Slices { get; init; }

    /// <summary>The metrics of an earlier evaluation to compare with.</summary>
    public BaselineMetrics? Baseline { get; init; }

    /// <summary>The name of the earlier evaluation, such as its file.</summary>
    public string? BaselineName { get; init; }

    /// <exception cref="ArgumentException">The parts don't belong together.</exception>
    public void Validate()
    {
        if (Answers.ClassCount != DigitImage.ClassCount)
        {
            throw new ArgumentException($"Expected answers of {DigitImage.ClassCount} classes but found {Answers.ClassCount}.");
        }

        if (Test is not null
            && (Test.Count != Answers.Count || Enumerable.Range(0, Test.Count).Any(i => Test.Label(i) != Answers.Label(i))))
        {
            throw new ArgumentException("Expected the test images that were answered, in the same order, but found others.");
        }

        if (TrainingLabels.Any(part => part.Counts.Count != DigitImage.ClassCount || part.Counts.Any(count => count < 0)))
        {
            throw new ArgumentException($"Expected {DigitImage.ClassCount} counts of labels for each part of the data.");
        }
    }
}

/// <summary>The number of images of each digit in one part of the data.</summary>
internal sealed record LabelCounts
{
    /// <summary>The part's name, such as <c>training</c>.</summary>
    public required string Part { get; init; }

    /// <summary>Ten numbers: element d is for digit d.</summary>
    public required IReadOnlyList<int> Counts { get; init; }
}
