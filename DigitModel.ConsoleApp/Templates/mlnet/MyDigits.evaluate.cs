// Written by `digitmodel generate`. Writing it again replaces it: put your own members into another file of the partial class.
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MyDigits_Console;

public partial class MyDigits
{
    /// <summary>Measures the model on labelled images, best on images that had no part in its training.</summary>
    /// <param name="inputDataFilePath">CSV with a header: <c>label,pixel0,…,pixel783</c>.</param>
    /// <exception cref="InvalidDataException">The file has something else in it; the message says where.</exception>
    public static MulticlassClassificationMetrics Evaluate(string inputDataFilePath)
    {
        CheckColumns(inputDataFilePath);
        var mlContext = new MLContext();
        var rows = mlContext.Data.LoadFromTextFile<ModelInput>(inputDataFilePath, separatorChar: ',', hasHeader: true);
        var data = mlContext.Data.Cache(rows);
        CheckValues(inputDataFilePath, mlContext.Data.CreateEnumerable<ModelInput>(data, reuseRowObject: true));
        return mlContext.MulticlassClassification.Evaluate(Model.Value.Transform(data));
    }

    /// <summary>ML.NET fills a short row with zeros, ignores further columns, and takes the first line for the header whatever it is.</summary>
    private static void CheckColumns(string path)
    {
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            var columns = line.AsSpan().Count(',') + 1;
            if (line.Length > 0 && columns != 785)
            {
                throw new InvalidDataException($"{path}, line {index + 1}: expected 785 columns (label and 784 pixels), found {columns}.");
            }

            if (index == 0 && !line.TrimStart('"').StartsWith("label", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException($"{path}: expected a header, label,pixel0,…,pixel783, in the first line.");
            }
        }
    }

    /// <summary>ML.NET reads what is no number as NaN.</summary>
    private static void CheckValues(string path, IEnumerable<ModelInput> rows)
    {
        var count = 0;
        foreach (var row in rows)
        {
            count++;
            if (!(row.Label is >= 0 and <= 9 && float.IsInteger(row.Label)))
            {
                throw new InvalidDataException($"{path}, row {count}: expected a label from 0 to 9, found {row.Label}.");
            }

            if (!IsImage(row))
            {
                throw new InvalidDataException($"{path}, row {count}: expected pixels from 0 to 255.");
            }
        }

        if (count == 0)
        {
            throw new InvalidDataException($"{path}: expected a row for each image, found none.");
        }
    }
}
