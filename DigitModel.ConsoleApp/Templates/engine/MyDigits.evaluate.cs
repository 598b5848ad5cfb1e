// Written by `digitmodel generate`. Writing it again replaces it: put your own members into another file of the partial class.
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Persistence;

namespace MyDigits_Console;

public partial class MyDigits
{
    /// <summary>Measures the model on labelled images, best on images that had no part in its training.</summary>
    /// <param name="inputDataFilePath">CSV, IDX, or a folder with pictures in folders named 0 to 9.</param>
    /// <exception cref="DataFormatException">The data can't be read; the message says where.</exception>
    public static MulticlassMetrics Evaluate(string inputDataFilePath) =>
        Evaluator.Evaluate(ModelFile.Load(MLNetModelPath).Network, new TestSet(DigitFile.ReadLabeled(inputDataFilePath)));
}
