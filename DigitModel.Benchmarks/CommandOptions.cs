using System.CommandLine;
using DigitEngine.Data;
using DigitEngine.Persistence;

namespace MlNetDigits.Benchmarks;

/// <summary>Options that several commands share.</summary>
internal static class CommandOptions
{
    public static Option<string?> Model() => new("--model")
    {
        HelpName = "ZIP",
        Description = "The model file. The model that comes with the library by default.",
    };

    /// <param name="description">What the images are for.</param>
    public static Option<string> Data(string description) => new("--data")
    {
        HelpName = "PATH",
        Description = $"{description}: Kaggle's CSV or MNIST's IDX, plain or gzip. Of the model's own training file, only the part "
            + "is used that its split kept for the test.",
        Required = true,
    };

    /// <param name="standard">The seed that is used by default.</param>
    public static Option<ulong> Seed(ulong standard) => new("--seed")
    {
        HelpName = "N",
        Description = "The seed of all random numbers.",
        DefaultValueFactory = _ => standard,
    };

    /// <summary>An option whose number must be in a range.</summary>
    public static Option<T> Number<T>(string name, T standard, T least, T most, string description)
        where T : IComparable<T>
    {
        Option<T> option = new(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is T value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
            {
                result.AddError(FormattableString.Invariant($"{name}: expected a number from {least} to {most}"));
            }
        });
        return option;
    }

    /// <exception cref="ModelFormatException">The file can't be read or is not a model.</exception>
    public static ModelFile LoadModel(string? path) => path is null ? ModelFile.LoadDefault() : ModelFile.Load(path);
}

/// <summary>Finds the images of a file that a model was not trained on: all of them, or a part of the model's own training file.</summary>
internal static class UnseenImages
{
    /// <summary>All images; of the model's own training file, those that its split kept for the test.</summary>
    public static DigitDataset ForTest(ModelManifest model, DigitDataset data) =>
        SplitOf(model.Training, data) is DataSplit split ? NotEmpty(split.Test.Data) : data;

    /// <summary>All images; of the model's own training file, those that its split kept for validation.</summary>
    public static DigitDataset ForChoices(ModelManifest model, DigitDataset data) =>
        SplitOf(model.Training, data) is DataSplit split ? NotEmpty(split.Validation) : data;

    private static DataSplit? SplitOf(ModelTraining? training, DigitDataset data) =>
        training?.DataFingerprint == data.Fingerprint && SplitRatios.TryParse(training.Split, out SplitRatios ratios)
            ? DataSplit.Stratified(data, ratios, training.Seed)
            : null;

    private static DigitDataset NotEmpty(DigitDataset part) => part.Count > 0
        ? part
        : throw new ArgumentException("The model was trained on all of this data: none of it is new to the model.");
}
