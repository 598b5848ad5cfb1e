using DigitEngine.Data;

namespace DigitEngine.Evaluation;

/// <summary>Which of the images of an evaluation the model was trained on. Immutable.</summary>
public sealed class TrainingOverlap
{
    private TrainingOverlap(int count, int images, int otherRight)
    {
        Count = count;
        Images = images;
        OtherAccuracy = images == count ? null : (double)otherRight / (count - images);
    }

    /// <summary>The number of images of the evaluation.</summary>
    public int Count { get; }

    /// <summary>How many of them the model was trained on. Of 1,024 others, one is counted by mistake.</summary>
    public int Images { get; }

    /// <summary>The accuracy on the images that the model was not trained on; null if there are none.</summary>
    public double? OtherAccuracy { get; }

    /// <summary>Whether so many images are known to the model that the figures say little of new ones: 1 % of them.</summary>
    public bool IsSubstantial => Images >= 0.01 * Count && Images > 2;

    /// <param name="trained">What the model was trained on, or null.</param>
    /// <param name="digits">The images, or null where only answers are known.</param>
    /// <param name="answers">The answers to them.</param>
    internal static TrainingOverlap? Of(TrainedImages? trained, DigitDataset? digits, TestPredictions answers)
    {
        if (trained is null || digits is null)
        {
            return null;
        }

        int images = 0, otherRight = 0;
        for (int i = 0; i < digits.Count; i++)
        {
            bool isKnown = trained.Contains(digits.Image(i));
            images += isKnown ? 1 : 0;
            otherRight += !isKnown && answers.Predicted(i) == answers.Label(i) ? 1 : 0;
        }

        return new(digits.Count, images, otherRight);
    }
}
