using DigitEngine.Data;
using Microsoft.ML;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>The images of a training run.</summary>
/// <param name="Path">The file of the data.</param>
/// <param name="All">All that it holds.</param>
/// <param name="Train">What is learnt from.</param>
/// <param name="Validation">What chooses the epoch to keep.</param>
/// <param name="Test">What the model is measured with: a part of the data, or a file of its own.</param>
internal sealed record TrainingData(string Path, DigitDataset All, DigitDataset Train, DigitDataset Validation, TestSet Test)
{
    /// <exception cref="DataFormatException">A file can't be read or holds something other than labelled digits.</exception>
    /// <exception cref="DataSplitException">There are too few images.</exception>
    public static TrainingData Read(MLContext mlContext, TrainSettings settings)
    {
        string path = settings.DataPath ?? SampleData.Find();
        DigitDataset all = Digits(DigitModel.LoadData(mlContext, path));
        DataSplit split = DataSplit.Stratified(all, settings.Split, settings.Options.Seed);
        TestSet test = settings.TestPath is null ? split.Test : new TestSet(Digits(DigitModel.LoadData(mlContext, settings.TestPath)));
        return new(path, all, split.Train, split.Validation, test);
    }

    private static DigitDataset Digits(IDataView data) => ((DigitDataView)data).Digits;
}
