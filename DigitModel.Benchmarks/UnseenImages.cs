using DigitEngine.Data;
using DigitEngine.Persistence;

namespace MlNetDigits.Benchmarks;

/// <summary>Finds the images of a file that a model has not learnt from: all of another file, or a part of its own.</summary>
internal static class UnseenImages
{
    /// <summary>What the model's split kept for the test, if the file is the one that it was trained with.</summary>
    public static DigitDataset ForTest(ModelManifest model, DigitDataset data) =>
        SplitOf(model.Training, data) is DataSplit split ? NotEmpty(split.Test.Data) : data;

    /// <summary>What the model's split kept for validation, if the file is the one that it was trained with.</summary>
    public static DigitDataset ForChoices(ModelManifest model, DigitDataset data) =>
        SplitOf(model.Training, data) is DataSplit split ? NotEmpty(split.Validation) : data;

    private static DataSplit? SplitOf(ModelTraining? training, DigitDataset data) =>
        training?.DataFingerprint == data.Fingerprint && SplitRatios.TryParse(training.Split, out SplitRatios ratios)
            ? DataSplit.Stratified(data, ratios, training.Seed)
            : null;

    private static DigitDataset NotEmpty(DigitDataset part) => part.Count > 0
        ? part
        : throw new ArgumentException("The model was trained with all of this data: nothing in it is new to the model.");
}
