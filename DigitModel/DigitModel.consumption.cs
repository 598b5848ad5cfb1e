using System.Collections.Concurrent;
using System.Globalization;
using DigitEngine.Data;
using DigitEngine.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

public static partial class DigitModel
{
    private static readonly Lazy<TransformerChain<ITransformer>> Shipped = new(() => Load(new MLContext(), ModelFile.LoadDefault()));

    // ML.NET's engines must not be shared between threads, so each call takes one for itself.
    private static readonly ConcurrentBag<PredictionEngine<ModelInput, ModelOutput>> Engines = [];

    /// <summary>Predicts one image with the model that comes with the library. Safe on any number of threads.</summary>
    /// <param name="input">The image.</param>
    /// <exception cref="InvalidOperationException">There are not 784 values from 0 to 255.</exception>
    public static ModelOutput Predict(ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!Engines.TryTake(out PredictionEngine<ModelInput, ModelOutput>? engine))
        {
            engine = CreatePredictEngine(new MLContext(), Shipped.Value);
        }

        ModelOutput output = engine.Predict(input);
        Engines.Add(engine);
        return output;
    }

    /// <summary>Predicts one image: all labels with their probabilities, the most probable first.</summary>
    /// <param name="input">The image.</param>
    /// <exception cref="InvalidOperationException">There are not 784 values from 0 to 255.</exception>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input) =>
        GetSortedScoresWithLabels(Predict(input));

    /// <summary>All labels with their probabilities, the most probable first.</summary>
    /// <param name="result">What was predicted.</param>
    public static IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Score
            .Select((score, digit) => KeyValuePair.Create(digit.ToString(CultureInfo.InvariantCulture), score))
            .OrderByDescending(pair => pair.Value);
    }

    /// <summary>
    /// Creates ML.NET's prediction engine for a model of your own, for one thread. Disposing of the engine does not dispose of the
    /// model, so many engines may share one.
    /// </summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    public static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine(MLContext mlContext, ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(model, new PredictionEngineOptions { OwnsTransformer = false });
    }

    /// <summary>One image: a row of the CSV.</summary>
    public sealed class ModelInput
    {
        /// <summary>The true digit, for training and evaluation; predictions do not use it.</summary>
        [LoadColumn(0)]
        [ColumnName(DigitDataView.LabelName)]
        public float Label { get; set; }

        /// <summary>784 grey values, 28 rows of 28, from 0 (paper) to 255 (ink): one column, not 784 properties.</summary>
        [LoadColumn(1, DigitImage.PixelCount)]
        [ColumnName(DigitDataView.PixelsName)]
        [VectorType(DigitImage.PixelCount)]
        public float[] PixelValues { get; set; } = new float[DigitImage.PixelCount];
    }

    /// <summary>What is predicted for one image.</summary>
    public sealed class ModelOutput
    {
        /// <summary>The most probable digit, 0 to 9.</summary>
        public float PredictedLabel { get; set; }

        /// <summary>Ten probabilities that add up to 1: <c>Score[d]</c> belongs to digit d.</summary>
        public float[] Score { get; set; } = [];

        /// <summary>Whether the image looks like a digit at all, which most letters, blots and blank paper do not.</summary>
        public bool IsDigit { get; set; }

        /// <summary>How much it looks like a digit, as log-odds. A digit reaches the model's threshold.</summary>
        public float DigitScore { get; set; }
    }
}
