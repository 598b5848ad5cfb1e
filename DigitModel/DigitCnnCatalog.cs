using MlNetDigits;

// Where ML.NET's own trainers are, so that no other using is needed to find it beside them.
namespace Microsoft.ML;

/// <summary>Adds the trainer to ML.NET's catalog.</summary>
public static class DigitCnnCatalog
{
    /// <summary>A convolutional network for handwritten digits, trained from scratch in managed code.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">
    /// A key whose values are the digits (<c>MapValueToKey</c> makes one), or a number from 0 to 9.
    /// </param>
    /// <param name="featureColumnName">A vector of 784 floats, row by row of 28×28 pixels.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    public static DigitCnnTrainer DigitCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "PixelValues",
        DigitCnnOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(labelColumnName, featureColumnName, options ?? new());
    }
}
