using DigitEngine.Evaluation;

namespace DigitReports;

/// <summary>Says that a model was trained on images that it is measured with.</summary>
internal static class OverlapText
{
    public static string Of(TrainingOverlap overlap)
    {
        string trained = overlap.Images == overlap.Count
            ? $"the model was trained on all {NumberFormat.Count(overlap.Count)} of these images"
            : $"the model was trained on some {NumberFormat.Count(overlap.Images)} of these {NumberFormat.Count(overlap.Count)} images";
        return overlap.OtherAccuracy is double accuracy
            ? $"{trained}; on the other {NumberFormat.Count(overlap.Count - overlap.Images)} its accuracy is {NumberFormat.Percent(accuracy)}"
            : $"{trained}: these figures say nothing about new ones";
    }
}
