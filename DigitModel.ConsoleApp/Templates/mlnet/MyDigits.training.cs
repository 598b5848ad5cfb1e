// Written by `digitmodel generate`. Written again it is replaced: put what is yours into another part of the class.
using MlNetDigits;
using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MyDigits_Console;

public partial class MyDigits
{
    /// <summary>The layers of the network.</summary>
    public const string RetrainArchitecture = "__ARCHITECTURE__";

    public const char RetrainSeparatorChar = ',';
    public const bool RetrainHasHeader = true;
    public const bool RetrainAllowQuoting = false;

    /// <summary>Trains a model anew and saves it.</summary>
    /// <param name="outputModelPath">Where to.</param>
    /// <param name="inputDataFilePath">CSV as Kaggle's Digit Recognizer has it: <c>label,pixel0,…,pixel783</c>.</param>
    /// <param name="separatorChar">What is between columns.</param>
    /// <param name="hasHeader">Whether the first line names the columns.</param>
    /// <param name="allowQuoting">Whether columns may stand in quotes.</param>
    /// <returns>How good the model is on a fifth of the images that it was not trained with.</returns>
    public static MulticlassClassificationMetrics Train(
        string outputModelPath,
        string inputDataFilePath,
        char separatorChar = RetrainSeparatorChar,
        bool hasHeader = RetrainHasHeader,
        bool allowQuoting = RetrainAllowQuoting)
    {
        var mlContext = new MLContext(seed: 42);
        var data = LoadIDataViewFromFile(mlContext, inputDataFilePath, separatorChar, hasHeader, allowQuoting);
        var split = mlContext.Data.TrainTestSplit(data, testFraction: 0.2, seed: 42);
        var model = RetrainModel(mlContext, split.TrainSet);
        var metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        SaveModel(model, outputModelPath);
        return metrics;
    }

    /// <summary>Rows of a file, 784 pixels as one vector.</summary>
    public static IDataView LoadIDataViewFromFile(
        MLContext mlContext, string inputDataFilePath, char separatorChar, bool hasHeader, bool allowQuoting) =>
        mlContext.Data.LoadFromTextFile<ModelInput>(inputDataFilePath, separatorChar, hasHeader, allowQuoting);

    /// <summary>Trains the pipeline.</summary>
    public static TransformerChain<DigitCnnTransformer> RetrainModel(MLContext mlContext, IDataView trainData) =>
        BuildPipeline(mlContext).Fit(trainData);

    /// <summary>How to train. Keys follow the digits, not the order in which they occur, so that <c>Score[d]</c> belongs to digit d.</summary>
    public static EstimatorChain<DigitCnnTransformer> BuildPipeline(MLContext mlContext) =>
        mlContext.Transforms.Conversion
            .MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(mlContext.MulticlassClassification.Trainers.DigitCnn(
                labelColumnName: "Label",
                featureColumnName: "PixelValues",
                options: new DigitCnnOptions
                {
                    Training = Architecture.Fast.Options with { Network = Architecture.Find(RetrainArchitecture).Options.Network, Seed = 42 },
                }));

    /// <summary>Saves the network as the file that <see cref="Predict"/> loads; <c>mlContext.Model.Save</c> takes the whole chain.</summary>
    public static void SaveModel(TransformerChain<DigitCnnTransformer> model, string modelSavePath) =>
        model.LastTransformer.Model.Save(modelSavePath);
}
