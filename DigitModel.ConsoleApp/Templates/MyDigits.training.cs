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
        var evaluation = DigitModel.Evaluate(mlContext, model, split.TestSet);
        DigitModel.Save(mlContext, model, data.Schema, outputModelPath, evaluation);
        return evaluation.Metrics;
    }

    /// <summary>Reads and checks labelled images: the columns Label and PixelValues.</summary>
    public static IDataView LoadIDataViewFromFile(MLContext mlContext, string inputDataFilePath) =>
        mlContext.Data.LoadDigits(inputDataFilePath);

    /// <summary>Trains the pipeline.</summary>
    public static ITransformer RetrainModel(MLContext mlContext, IDataView trainData, IDataView validationData) =>
        BuildPipeline(mlContext, validationData).Fit(trainData);

    /// <summary>
    /// The pipeline, from PixelValues and Label to PredictedLabel, Score, DigitScore and IsDigit. The validation data calibrate the
    /// confidences and the threshold of IsDigit.
    /// </summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext, IDataView validationData) =>
        DigitModel.BuildPipeline(mlContext, new DigitCnnOptions
        {
            Training = Architecture.Fast.Options with { Network = Architecture.Find(RetrainArchitecture).Options.Network, Seed = 42 },
            ValidationSet = validationData,
        });
}
