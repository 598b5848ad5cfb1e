// Written by `digitmodel generate`. Writing it again replaces it: put your own members into another file of the partial class.
using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDigits;

namespace MyDigits_Console;

public partial class MyDigits
{
    /// <summary>The layers of the network.</summary>
    public const string RetrainArchitecture = "__ARCHITECTURE__";

    /// <summary>Trains a model anew and saves it. The same data give the same model.</summary>
    /// <param name="outputModelPath">Where to save it.</param>
    /// <param name="inputDataFilePath">
    /// CSV as Kaggle's Digit Recognizer has it, MNIST's IDX, or a folder with pictures in folders named 0 to 9.
    /// </param>
    /// <returns>How good the model is on the tenth of the images that had no part in its training.</returns>
    public static MulticlassClassificationMetrics Train(string outputModelPath, string inputDataFilePath)
    {
        var mlContext = new MLContext(seed: 42);
        var data = LoadIDataViewFromFile(mlContext, inputDataFilePath);
        var split = mlContext.Data.SplitDigits(data, "80/10/10", seed: 42);
        var model = RetrainModel(mlContext, split.TrainSet, split.ValidationSet);
        SaveModel(mlContext, model, data, outputModelPath);
        return mlContext.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
    }

    /// <summary>Reads and checks labelled images: the columns Label and PixelValues.</summary>
    public static IDataView LoadIDataViewFromFile(MLContext mlContext, string inputDataFilePath) =>
        mlContext.Data.LoadDigits(inputDataFilePath);

    /// <summary>Trains the pipeline.</summary>
    public static ITransformer RetrainModel(MLContext mlContext, IDataView trainData, IDataView validationData) =>
        BuildPipeline(mlContext, validationData).Fit(trainData);

    /// <summary>The pipeline: the validation data choose the epoch that is kept, and calibrate the confidences.</summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext, IDataView validationData) =>
        mlContext.MulticlassClassification.Trainers.DigitCnn(
            labelColumnName: "Label",
            featureColumnName: "PixelValues",
            options: new DigitCnnOptions
            {
                Training = Architecture.Fast.Options with { Network = Architecture.Find(RetrainArchitecture).Options.Network, Seed = 42 },
                ValidationSet = validationData,
            });

    /// <summary>Saves the model as the file that <see cref="Predict"/> loads.</summary>
    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string modelSavePath) =>
        DigitModel.Save(mlContext, model, data.Schema, modelSavePath);
}
