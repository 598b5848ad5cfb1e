// Written by `digitmodel generate`. Written again it is replaced: put what is yours into another part of the class.
using DigitEngine.Data;
using DigitPictures;
using DigitEngine.Prediction;

namespace MyDigits_Console;

/// <summary>Reads handwritten digits with the model in MyDigits.zip. For any number of threads at once.</summary>
public partial class MyDigits
{
    /// <summary>One image.</summary>
    public class ModelInput
    {
        /// <summary>The true digit, for those who know it; predictions do not use it.</summary>
        public float Label { get; set; }

        /// <summary>784 grey values from 0 (background) to 255 (ink): the pixel at (row, column) is number row · 28 + column.</summary>
        public float[] PixelValues { get; set; } = new float[DigitImage.PixelCount];

        /// <summary>The digit of a picture of any size, on any paper: PNG, JPEG, BMP, GIF, TIFF or PNM.</summary>
        public static ModelInput FromPicture(string path) => new()
        {
            PixelValues = Array.ConvertAll(NormalizedDigit.FromPicture(GrayPicture.Load(path)).Pixels.ToArray(), pixel => (float)pixel),
        };
    }

    /// <summary>What is predicted for one image.</summary>
    public class ModelOutput
    {
        /// <summary>The most probable digit.</summary>
        public int PredictedLabel { get; set; }

        /// <summary>Ten probabilities that add up to 1: <c>Score[d]</c> always belongs to digit d.</summary>
        public float[] Score { get; set; } = new float[10];

        /// <summary>Whether the image shows a digit at all, and not a blank, noise or something else.</summary>
        public bool IsDigit { get; set; }
    }

    private static readonly string MLNetModelPath = Path.Combine(AppContext.BaseDirectory, "MyDigits.zip");

    /// <summary>Loaded on first use, once, whichever thread comes first.</summary>
    public static readonly Lazy<PredictionEngine> PredictEngine = new(CreatePredictEngine, isThreadSafe: true);

    /// <summary>Predicts one image.</summary>
    public static ModelOutput Predict(ModelInput input)
    {
        var output = PredictEngine.Value.Predict(input.PixelValues);
        return new ModelOutput { PredictedLabel = output.PredictedLabel, Score = output.Score, IsDigit = output.IsDigit };
    }

    /// <summary>Predicts one image: all labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input) =>
        GetSortedScoresWithLabels(Predict(input));

    /// <summary>All labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result) =>
        GetLabels().Zip(result.Score, KeyValuePair.Create).OrderByDescending(pair => pair.Value);

    private static IEnumerable<string> GetLabels() => PredictEngine.Value.Manifest.Labels;

    private static PredictionEngine CreatePredictEngine() => PredictionEngine.Load(MLNetModelPath);
}
