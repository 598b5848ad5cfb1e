// Written by `digitmodel generate`. Written again it is replaced: put what is yours into another part of the class.
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;
using DigitEngine.Training;

namespace MyDigits_Console;

public partial class MyDigits
{
    /// <summary>The layers of the network.</summary>
    public const string RetrainArchitecture = "__ARCHITECTURE__";

    /// <summary>Trains a model anew and saves it.</summary>
    /// <param name="outputModelPath">Where to; what is there is replaced when all has gone well.</param>
    /// <param name="inputDataFilePath">
    /// CSV as Kaggle's Digit Recognizer has it, MNIST's IDX, or a folder with pictures in folders named 0 to 9.
    /// </param>
    /// <param name="progress">Told after every batch.</param>
    /// <returns>How good the model is on a fifth of the images that it was not trained with.</returns>
    public static MulticlassMetrics Train(string outputModelPath, string inputDataFilePath, IProgress<TrainingProgress>? progress = null)
    {
        var split = LoadFromFile(inputDataFilePath);
        var run = RetrainModel(split, progress);
        var metrics = Evaluator.Evaluate(run.Network, split.Test);
        SaveModel(run, metrics, outputModelPath);
        return metrics;
    }

    /// <summary>Reads images and splits them in three, each with the same share of every digit.</summary>
    public static DataSplit LoadFromFile(string inputDataFilePath) =>
        DataSplit.Stratified(DigitFile.ReadLabeled(inputDataFilePath), SplitRatios.Default, seed: 42);

    /// <summary>Trains: the validation images choose the epoch that is kept.</summary>
    public static TrainingResult RetrainModel(DataSplit split, IProgress<TrainingProgress>? progress = null) =>
        new Trainer(BuildPipeline()).Fit(split.Train, split.Validation, progress);

    /// <summary>How to train. The same seed gives the same model.</summary>
    public static TrainingOptions BuildPipeline() =>
        Architecture.Fast.Options with { Network = Architecture.Find(RetrainArchitecture).Options.Network, Seed = 42 };

    /// <summary>Saves a model: an ordinary zip with the network as ONNX, its manifest, and a model card.</summary>
    public static void SaveModel(TrainingResult run, MulticlassMetrics metrics, string modelSavePath) =>
        ModelFile.Create(run.Network, RetrainArchitecture, training: null, metrics).Save(modelSavePath);
}
