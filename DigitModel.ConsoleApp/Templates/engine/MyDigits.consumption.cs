// Written by `digitmodel generate`. Writing it again replaces it: put your own members into another file of the partial class.
using DigitEngine.Prediction;
using DigitPictures;

namespace MyDigits_Console;

/// <summary>Recognises handwritten digits with the model in MyDigits.zip. Any number of threads may call.</summary>
public partial class MyDigits
{
    /// <summary>One image.</summary>
    public class ModelInput
    {
        /// <summary>784 grey values from 0 (paper) to 255 (ink): the pixel at (row, column) is element row · 28 + column.</summary>
        public float[] PixelValues { get; set; } = new float[784];

        /// <summary>The digit on a picture of any size, on any paper.</summary>
        public static ModelInput FromPicture(string path) => new()
        {
            PixelValues = Array.ConvertAll(NormalizedDigit.FromPicture(GrayPicture.Load(path)).Pixels.ToArray(), pixel => (float)pixel),
        };
    }

    /// <summary>The prediction for one image.</summary>
    public class ModelOutput
    {
        /// <summary>The most probable digit.</summary>
        public float PredictedLabel { get; set; }

        /// <summary>Ten probabilities that add up to 1: <c>Score[d]</c> belongs to digit d.</summary>
        public float[] Score { get; set; } = new float[10];

        /// <summary>How much speaks for the image showing any digit at all; higher for digits.</summary>
        public float DigitScore { get; set; }

        /// <summary>Whether the image shows a digit, and not a blank, noise or something else.</summary>
        public bool IsDigit { get; set; }
    }

    private static readonly string MLNetModelPath = Path.Combine(AppContext.BaseDirectory, "MyDigits.zip");

    /// <summary>Loaded once, on first use. One engine serves any number of threads.</summary>
    public static readonly Lazy<PredictionEngine> PredictEngine = new(() => PredictionEngine.Load(MLNetModelPath));

    /// <summary>Predicts one image.</summary>
    public static ModelOutput Predict(ModelInput input)
    {
        var output = PredictEngine.Value.Predict(input.PixelValues);
        return new ModelOutput
        {
            PredictedLabel = output.PredictedLabel,
            Score = output.Score,
            DigitScore = output.DigitScore,
            IsDigit = output.IsDigit,
        };
    }

    /// <summary>Predicts one image: all labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input) =>
        GetSortedScoresWithLabels(Predict(input));

    /// <summary>All labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result) =>
        GetLabels().Zip(result.Score, KeyValuePair.Create).OrderByDescending(pair => pair.Value);

    private static IEnumerable<string> GetLabels() => Enumerable.Range(0, 10).Select(digit => $"{digit}");
}
