using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDigits.Sample;

/// <summary>How the model is made, and made again from new rows.</summary>
internal static partial class Digits
{
    /// <summary>Trains on four fifths of a CSV and saves the model for <see cref="Predict"/>.</summary>
    /// <param name="mlContext">Its log tells of the training.</param>
    /// <param name="outputModelPath">Where to save.</param>
    /// <param name="inputDataFilePath">CSV: <c>label,pixel0,…,pixel783</c>.</param>
    /// <returns>How good it is on the last fifth.</returns>
    public static MulticlassClassificationMetrics Train(MLContext mlContext, string outputModelPath, string inputDataFilePath)
    {
        IDataView data = LoadIDataViewFromFile(mlContext, inputDataFilePath);
        DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(data, testFraction: 0.2, seed: 42);
        ITransformer model = BuildPipeline(mlContext).Fit(split.TrainSet);
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(
            model.Transform(split.TestSet), labelColumnName: "Key", predictedLabelColumnName: "PredictedKey");
        mlContext.Model.Save(model, data.Schema, outputModelPath);
        return metrics;
    }

    /// <summary>Rows of a CSV; a label and 784 pixels as one vector.</summary>
    public static IDataView LoadIDataViewFromFile(MLContext mlContext, string inputDataFilePath) =>
        mlContext.Data.LoadFromTextFile<ModelInput>(inputDataFilePath, separatorChar: ',', hasHeader: true);

    /// <summary>
    /// The pipeline. Keys are in the order of the digits, not of their occurrence, so that <c>Score[d]</c> belongs to digit d.
    /// </summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext) =>
        mlContext.Transforms.Conversion.MapValueToKey("Key", "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(mlContext.MulticlassClassification.Trainers.DigitCnn(
                labelColumnName: "Key",
                featureColumnName: "PixelValues",
                options: new DigitCnnOptions { Training = Architecture.Fast.Options, LogTo = mlContext }))
            .Append(mlContext.Transforms.CopyColumns("PredictedKey", "PredictedLabel"))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
}
