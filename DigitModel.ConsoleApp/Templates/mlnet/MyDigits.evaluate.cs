// Written by `digitmodel generate`. Written again it is replaced: put what is yours into another part of the class.
using MlNetDigits;
using DigitEngine.Persistence;
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
        var digits = new DigitCnnTransformer(ModelFile.Load(MLNetModelPath), featureColumnName: "PixelValues");
        // Labels stay the numbers that they are: keys made here would count only the digits that the file happens to have.
        return mlContext.MulticlassClassification.Evaluate(digits.Transform(data));
    }
}
