// Written by `digitmodel generate`. Written again it is replaced: put what is yours into another part of the class.
using DigitModel.MLNet;
using DigitModel.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MyDigits_Console;

public partial class MyDigits
{
    /// <summary>Measures the model on labelled images, best such as had no part in its training.</summary>
    /// <param name="inputDataFilePath">CSV as Kaggle's Digit Recognizer has it: <c>label,pixel0,…,pixel783</c>.</param>
    public static MulticlassClassificationMetrics Evaluate(string inputDataFilePath)
    {
        var mlContext = new MLContext(seed: 42);
        var data = LoadIDataViewFromFile(
            mlContext, inputDataFilePath, RetrainSeparatorChar, RetrainHasHeader, RetrainAllowQuoting);
        var keyed = mlContext.Transforms.Conversion
            .MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(data)
            .Transform(data);
        var digits = new DigitCnnTransformer(ModelFile.Load(MLNetModelPath), featureColumnName: "PixelValues");
        return mlContext.MulticlassClassification.Evaluate(digits.Transform(keyed));
    }
}
