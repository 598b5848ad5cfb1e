// Written by `digitmodel generate`. Written again it is replaced: put what is yours into another part of the class.
using DigitEngine.Data;
using MlNetDigits;
using DigitEngine.Persistence;
using DigitPictures;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MyDigits_Console;

/// <summary>Reads handwritten digits with the model in MyDigits.zip. For any number of threads at once.</summary>
public partial class MyDigits
{
    /// <summary>One image: a row of Kaggle's CSV.</summary>
    public class ModelInput
    {
        /// <summary>The true digit, for those who know it; predictions do not use it.</summary>
        [LoadColumn(0)]
        [ColumnName("Label")]
        public float Label { get; set; }

        /// <summary>784 grey values from 0 (background) to 255 (ink): the pixel at (row, column) is number row · 28 + column.</summary>
        [LoadColumn(1, 784)]
        [ColumnName("PixelValues")]
        [VectorType(784)]
        public float[] PixelValues { get; set; } = new float[784];

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
        [ColumnName("PredictedLabel")]
        public float PredictedLabel { get; set; }

        /// <summary>Ten probabilities that add up to 1: <c>Score[d]</c> belongs to digit d.</summary>
        [ColumnName("Score")]
        public float[] Score { get; set; } = new float[10];
    }

    private static readonly string MLNetModelPath = Path.Combine(AppContext.BaseDirectory, "MyDigits.zip");

    private static readonly MLContext Context = new(seed: 42);

    private static readonly Lazy<ITransformer> Model = new(LoadModel, isThreadSafe: true);

    /// <summary>
    /// The model is loaded on first use, once, whichever thread comes first. Each thread has an engine of its own, because ML.NET's
    /// must not be shared.
    /// </summary>
    public static readonly ThreadLocal<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine);

    /// <summary>Predicts one image.</summary>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value!.Predict(input);

    /// <summary>Predicts one image: all labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input) =>
        GetSortedScoresWithLabels(Predict(input));

    /// <summary>All labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result) =>
        GetLabels().Zip(result.Score, KeyValuePair.Create).OrderByDescending(pair => pair.Value);

    private static IEnumerable<string> GetLabels() => Enumerable.Range(0, 10).Select(digit => $"{digit}");

    private static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine() =>
        Context.Model.CreatePredictionEngine<ModelInput, ModelOutput>(Model.Value);

    private static ITransformer LoadModel()
    {
        var digits = new DigitCnnTransformer(ModelFile.Load(MLNetModelPath), featureColumnName: "PixelValues");
        var scored = digits.Transform(Context.Data.LoadFromEnumerable(Array.Empty<ModelInput>()));
        return digits.Append(Context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored));
    }
}
