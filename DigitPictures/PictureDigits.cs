using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;

namespace DigitPictures;

/// <summary>Connects pictures to the engine: labelled data from folders of pictures, and predictions for pictures.</summary>
public static class PictureDigits
{
    /// <summary>
    /// Reads labelled digits from a file (see <see cref="DigitFile.ReadLabeled"/>) or from pictures in folders named 0 to 9 (see
    /// <see cref="PictureFolder.ReadLabeled"/>).
    /// </summary>
    /// <param name="path">The file, or the folder that holds those folders.</param>
    /// <exception cref="DataFormatException">
    /// It can't be read or contains something other than labelled digits. The message is one line that says where and what.
    /// </exception>
    public static DigitDataset ReadLabeled(string path) =>
        Directory.Exists(path) ? PictureFolder.ReadLabeled(path) : DigitFile.ReadLabeled(path);

    /// <summary>Predicts a digit found by <see cref="NormalizedDigit.FromPicture"/>.</summary>
    /// <param name="engine">The model.</param>
    /// <param name="digit">The digit. For a blank picture, <see cref="ModelOutput.IsDigit"/> is false.</param>
    public static ModelOutput Predict(this PredictionEngine engine, NormalizedDigit digit)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(digit);
        float[] scores = new float[DigitImage.ClassCount];
        float digitScore = engine.Predict(digit.Pixels, scores);
        return new(scores, digitScore, digit.HasInk && digitScore >= engine.DigitThreshold);
    }
}
