using DigitEngine.Data;
using Microsoft.ML;
using MlNetDigits.ConsoleApp.Files;

namespace MlNetDigits.ConsoleApp.Commands;

/// <summary>The images of a training run.</summary>
/// <param name="Path">The file of the data.</param>
/// <param name="All">All that it holds.</param>
/// <param name="Split">Its parts.</param>
/// <param name="Test">What the model is measured with: a part of the data, or a file of its own.</param>
internal sealed record TrainingData(string Path, DigitDataset All, DataSplit Split, TestSet Test)
{
    /// <summary>What is learnt from.</summary>
    public DigitDataset Train => Split.Train;

    /// <summary>What chooses the epoch to keep.</summary>
    public DigitDataset Validation => Split.Validation;

    /// <exception cref="DataFormatException">A file can't be read or holds something other than labelled digits.</exception>
    /// <exception cref="DataSplitException">There are too few images.</exception>
    public static TrainingData Read(MLContext mlContext, TrainSettings settings)
    {
        string path = settings.DataPath ?? SampleData.Find();
        DigitDataset all = settings.GroupColumn is string column
            ? DigitFile.ReadGrouped(path, column)
            : Digits(DigitModel.LoadData(mlContext, path));
        if (settings.GroupFile is string groups)
        {
            all = DigitFile.ReadGroups(groups, all);
        }

        DataSplit split = DataSplit.Stratified(all, settings.Split, settings.Options.Seed);
        TestSet test = settings.TestPath is null ? split.Test : new TestSet(Digits(DigitModel.LoadData(mlContext, settings.TestPath)));
        return new(path, all, split, test);
    }

    /// <summary>The number of test images that are also trained on.</summary>
    public int CountTrainedInTest()
    {
        HashSet<UInt128> trained = ImageFingerprint.AllOf(Train);
        return Enumerable.Range(0, Test.Count).Count(i => trained.Contains(ImageFingerprint.Of(Test.Image(i))));
    }

    private static DigitDataset Digits(IDataView data) => ((DigitDataView)data).Digits;
}
