using DigitModel.Persistence;
using DigitModel.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace DigitModel.MLNet.Tests;

/// <summary>The code that the README shows, compiled.</summary>
internal static class ReadmeExamples
{
    public static void Train()
    {
        // README: train
        MLContext mlContext = new(seed: 42);

        IDataView data = mlContext.Data.LoadFromTextFile<ModelInput>("digits.csv", separatorChar: ',', hasHeader: true);
        DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(data, testFraction: 0.2, seed: 42);

        var pipeline = mlContext.Transforms.Conversion
            .MapValueToKey("Key", "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(mlContext.MulticlassClassification.Trainers.DigitCnn(
                labelColumnName: "Key",
                featureColumnName: "PixelValues",
                options: new DigitCnnOptions { Training = Architecture.Fast.Options, LogTo = mlContext }));

        var model = pipeline.Fit(split.TrainSet);

        var metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(split.TestSet), labelColumnName: "Key");
        Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());

        mlContext.Model.Save(model, data.Schema, "Digits.zip");
        // README: end
        model.LastTransformer.ToTensorFlow("digits.pb");
        OnnxFile.Save(model.LastTransformer.Model.Network, "digits.onnx");
    }

    public static double Shipped(MLContext mlContext, IDataView data)
    {
        // README: shipped
        DigitCnnTransformer transformer = new(ModelFile.LoadDefault());
        double accuracy = mlContext.MulticlassClassification.Evaluate(transformer.Transform(data)).MicroAccuracy;
        // README: end
        return accuracy;
    }

    // README: input
    public class ModelInput
    {
        [LoadColumn(0)]
        public float Label { get; set; }

        [LoadColumn(1, 784), VectorType(784)]
        public float[] PixelValues { get; set; } = new float[784]; // one column, not 784
    }
    // README: end
}
