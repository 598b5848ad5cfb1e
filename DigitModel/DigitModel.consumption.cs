using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits.Sample;

/// <summary>What an application needs: the class that ML.NET Model Builder writes, for <c>Digits.zip</c>.</summary>
internal static partial class Digits
{
    /// <summary>Where the model lies.</summary>
    public static readonly string MLNetModelPath = Path.Combine(AppContext.BaseDirectory, "Digits.zip");

    /// <summary>ML.NET's engines must not be shared, so each thread has one; the model is loaded once.</summary>
    public static readonly ThreadLocal<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine);

    private static readonly MLContext Context = new();

    private static readonly Lazy<ITransformer> Model = new(() => Context.Model.Load(MLNetModelPath, out _));

    /// <summary>Predicts one image.</summary>
    public static ModelOutput Predict(ModelInput input) => PredictEngine.Value!.Predict(input);

    /// <summary>Predicts one image: all labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input) =>
        GetSortedScoresWithLabels(Predict(input));

    /// <summary>All labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result) =>
        GetLabels().Zip(result.Score, KeyValuePair.Create).OrderByDescending(pair => pair.Value);

    private static IEnumerable<string> GetLabels() =>
        Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture));

    private static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine() =>
        Context.Model.CreatePredictionEngine<ModelInput, ModelOutput>(Model.Value);

    /// <summary>One image: a row of the CSV.</summary>
    internal sealed class ModelInput
    {
        /// <summary>The true digit; predictions do not use it.</summary>
        [LoadColumn(0)]
        [ColumnName("Label")]
        public float Label { get; set; }

        /// <summary>784 grey values, 0 is paper and 255 is ink: one column, not 784 properties.</summary>
        [LoadColumn(1, 784)]
        [ColumnName("PixelValues")]
        [VectorType(784)]
        public float[] PixelValues { get; set; } = new float[784];
    }

    /// <summary>What is predicted for one image.</summary>
    internal sealed class ModelOutput
    {
        /// <summary>The most probable digit.</summary>
        [ColumnName("PredictedLabel")]
        public float PredictedLabel { get; set; }

        /// <summary>Ten probabilities that add up to 1: <c>Score[d]</c> belongs to digit d.</summary>
        [ColumnName("Score")]
        public float[] Score { get; set; } = [];
    }
}
