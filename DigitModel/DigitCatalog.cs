using DigitEngine.Data;
using DigitPictures;
using Microsoft.ML.Data;
using MlNetDigits;

// The namespace of ML.NET's own loaders and trainers, so that these need no further using.
#pragma warning disable IDE0130
namespace Microsoft.ML;
#pragma warning restore IDE0130

/// <summary>Adds handwritten digits to ML.NET's catalogs: loading, splitting, pictures, and a convolutional network.</summary>
public static class DigitCatalog
{
    /// <summary>
    /// Loads labelled digits: CSV as in Kaggle's Digit Recognizer or MNIST's IDX, plain or gzip, or pictures in folders named 0 to
    /// 9. Every value is checked. ML.NET's text loader would read short rows, text and gzip as digits without an error.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file or folder.</param>
    /// <returns>
    /// Rows in memory: <c>Label</c>, a Single from 0 to 9, and <c>PixelValues</c>, a vector of 784 grey values from 0 (paper) to 255
    /// (ink).
    /// </returns>
    /// <exception cref="DataFormatException">It can't be read or contains something other than labelled digits.</exception>
    public static IDataView LoadDigits(this DataOperationsCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new DigitDataView(PictureDigits.ReadLabeled(path));
    }

    /// <summary>
    /// Loads labelled digits with a column of text to group them by, such as their writer. <see cref="SplitDigits"/> keeps the
    /// rows of a group in one part.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">CSV, plain or gzip, with a header that names the columns.</param>
    /// <param name="groupColumn">The column's name; case does not matter.</param>
    /// <inheritdoc cref="LoadDigits(DataOperationsCatalog, string)" path="/returns|/exception"/>
    public static IDataView LoadDigits(this DataOperationsCatalog catalog, string path, string groupColumn)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(groupColumn);
        return new DigitDataView(DigitFile.ReadGrouped(path, groupColumn));
    }

    /// <summary>Makes rows of digits that are already in memory, without copying them.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="digits">The digits.</param>
    public static IDataView LoadDigits(this DataOperationsCatalog catalog, DigitDataset digits)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(digits);
        return new DigitDataView(digits);
    }

    /// <summary>Makes rows of a test set to evaluate a model with.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="test">The digits.</param>
    public static IDataView LoadDigits(this DataOperationsCatalog catalog, TestSet test)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(test);
        return new DigitDataView(test.Data);
    }

    /// <summary>
    /// Divides digits so that each digit has its share in each part. The same seed gives the same parts. Equal images, and those of a
    /// group, come into the same part. ML.NET's <c>TrainTestSplit</c> looks at neither labels nor pixels.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">Rows from <see cref="LoadDigits(DataOperationsCatalog, string)"/>, or others with the same two columns.</param>
    /// <param name="split">Percent for training, validation and test, such as <c>80/10/10</c>.</param>
    /// <param name="seed">What the random choice follows from.</param>
    /// <exception cref="FormatException">The split is not three percentages that add up to 100.</exception>
    /// <exception cref="DataSplitException">There are too few rows: a part would be empty.</exception>
    public static DigitSplit SplitDigits(this DataOperationsCatalog catalog, IDataView data, string split = "60/20/20", ulong seed = 42)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        LabeledRows rows = LabeledRows.Read(data, DigitDataView.LabelName, DigitDataView.PixelsName, PixelRange.Grey, CancellationToken.None);
        DataSplit parts = DataSplit.Stratified(rows.Digits, SplitRatios.Parse(split), seed);
        return new()
        {
            TrainSet = new DigitDataView(parts.Train),
            ValidationSet = new DigitDataView(parts.Validation),
            TestSet = new DigitDataView(parts.Test.Data),
        };
    }

    /// <summary>A convolutional network for handwritten digits, trained from scratch in managed code.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The digits: a Single from 0 to 9, or a key whose values are the ten digits in order.</param>
    /// <param name="featureColumnName">The pixels: a vector of 784 Singles, 28 rows of 28.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    public static DigitCnnTrainer DigitCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        DigitCnnOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(labelColumnName, featureColumnName, options ?? new());
    }

    /// <summary>
    /// Finds the digit in a picture and brings it into MNIST's form: 784 grey values from 0 (paper) to 255 (ink). A blank picture
    /// gives zeros.
    /// </summary>
    /// <remarks>
    /// ML.NET decodes the pictures, without limits of its own on their size. For strangers' files,
    /// <see cref="GrayPicture.Load(string)"/> and <see cref="NormalizedDigit.FromPicture"/> check sizes before they take memory.
    /// </remarks>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to add, a vector of 784 Singles.</param>
    /// <param name="inputColumnName">A column of <see cref="MLImage"/>, such as one from <c>LoadImages</c> of Microsoft.ML.ImageAnalytics.</param>
    public static IEstimator<ITransformer> ExtractDigit(
        this TransformsCatalog catalog, string outputColumnName = "PixelValues", string inputColumnName = "Image")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        return DigitExtraction.Create(catalog, outputColumnName, inputColumnName);
    }
}
