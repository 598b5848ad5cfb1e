// Written by `digitmodel generate`. Written again it is replaced: put what is yours into another part of the class.
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;

namespace MyDigits_Console;

public partial class MyDigits
{
    /// <summary>Measures the model on labelled images, best such as had no part in its training.</summary>
    /// <param name="inputDataFilePath">CSV, IDX, or a folder with pictures in folders named 0 to 9.</param>
    public static MulticlassMetrics Evaluate(string inputDataFilePath) =>
        Evaluator.Evaluate(ModelFile.Load(MLNetModelPath).Network, new TestSet(DigitFile.ReadLabeled(inputDataFilePath)));
}
