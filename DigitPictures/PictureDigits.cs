using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;

namespace DigitPictures;

/// <summary>The engine's work on pictures: labelled data that may be a folder of pictures, and predictions for a picture's digit.</summary>
public static class PictureDigits
{
    /// <summary>
    /// Reads labelled digits from a file (see <see cref="DigitFile.ReadLabeled"/>) or from pictures in folders named 0 to 9 (see
    /// <see cref="PictureFolder.ReadLabeled"/>).
    /// </summary>
    /// <param name="path">The file, or the folder that holds those folders.</param>
    /// <exception cref="DataFormatException">
    /// It can't be read, or holds something other than labelled digits; the message is one line that says where and what.
    /// </exception>
    public static DigitDataset ReadLabeled(string path) =>
        Directory.Exists(path) ? PictureFolder.ReadLabeled(path) : DigitFile.ReadLabeled(path);

    /// <summary>Predicts the digit that <see cref="NormalizedDigit.FromPicture"/> found in a picture.</summary>
    /// <param name="engine">The model.</param>
    /// <param name="digit">The digit. A blank picture is no digit: <see cref="ModelOutput.IsDigit"/> is false.</param>
    public static ModelOutput Predict(this PredictionEngine engine, NormalizedDigit digit)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(digit);
        float[] scores = new float[DigitImage.ClassCount];
        float digitScore = engine.Predict(digit.Pixels, scores);
        return new(scores, digitScore, digit.HasInk && digitScore >= engine.DigitThreshold);
    }
}
