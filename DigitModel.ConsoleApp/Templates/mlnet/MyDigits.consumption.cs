// Written by `digitmodel generate`. Writing it again replaces it: put your own members into another file of the partial class.
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace MyDigits_Console;

/// <summary>Recognises handwritten digits with the model in MyDigits.zip. Any number of threads may call.</summary>
public partial class MyDigits
{
    /// <summary>One image: a row of the CSV <c>label,pixel0,…,pixel783</c>.</summary>
    public class ModelInput
    {
        /// <summary>The true digit, for evaluation; predictions do not use it.</summary>
        [LoadColumn(0)]
        [ColumnName("Label")]
        public float Label { get; set; }

        /// <summary>784 grey values from 0 (paper) to 255 (ink): the pixel at (row, column) is element row · 28 + column.</summary>
        [LoadColumn(1, 784)]
        [ColumnName("PixelValues")]
        [VectorType(784)]
        public float[] PixelValues { get; set; } = new float[784];
    }

    /// <summary>The prediction for one image.</summary>
    public class ModelOutput
    {
        /// <summary>The most probable digit.</summary>
        [ColumnName("PredictedLabel")]
        public float PredictedLabel { get; set; }

        /// <summary>Ten probabilities that add up to 1: <c>Score[d]</c> belongs to digit d.</summary>
        [ColumnName("Score")]
        public float[] Score { get; set; } = new float[10];

        /// <summary>How much speaks for the image showing any digit at all; higher for digits.</summary>
        [ColumnName("DigitScore")]
        public float DigitScore { get; set; }

        /// <summary>Whether the image shows a digit, and not a blank, noise or something else.</summary>
        [ColumnName("IsDigit")]
        public bool IsDigit { get; set; }
    }

    private static readonly string MLNetModelPath = Path.Combine(AppContext.BaseDirectory, "MyDigits.zip");

    /// <summary>Loaded once, on first use.</summary>
    private static readonly Lazy<ITransformer> Model = new(LoadModel);

    /// <summary>
    /// One engine per thread over one model: an engine of ML.NET that several threads share damages memory and ends the process.
    /// </summary>
    public static readonly ThreadLocal<PredictionEngine<ModelInput, ModelOutput>> PredictEngine = new(CreatePredictEngine);

    /// <summary>Predicts one image.</summary>
    /// <exception cref="ArgumentException">There are not 784 values from 0 to 255.</exception>
    public static ModelOutput Predict(ModelInput input) =>
        IsImage(input) ? PredictEngine.Value!.Predict(input) : throw new ArgumentException("Expected 784 pixel values from 0 to 255.", nameof(input));

    /// <summary>Predicts one image: all labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> PredictAllLabels(ModelInput input) =>
        GetSortedScoresWithLabels(Predict(input));

    /// <summary>All labels with their probabilities, the most probable first.</summary>
    public static IOrderedEnumerable<KeyValuePair<string, float>> GetSortedScoresWithLabels(ModelOutput result) =>
        GetLabels().Zip(result.Score, KeyValuePair.Create).OrderByDescending(pair => pair.Value);

    // ML.NET predicts something for any numbers, also for NaN.
    private static bool IsImage(ModelInput input) =>
        input.PixelValues is { Length: 784 } && Array.TrueForAll(input.PixelValues, pixel => pixel is >= 0 and <= 255);

    private static IEnumerable<string> GetLabels() => Enumerable.Range(0, 10).Select(digit => $"{digit}");

    // Without OwnsTransformer = false, disposing of one engine would dispose of the model that all of them share.
    private static PredictionEngine<ModelInput, ModelOutput> CreatePredictEngine() =>
        new MLContext().Model.CreatePredictionEngine<ModelInput, ModelOutput>(
            Model.Value, new PredictionEngineOptions { OwnsTransformer = false });

    private static ITransformer LoadModel()
    {
        DisableTelemetry();
        var mlContext = new MLContext();
        if (OperatingSystem.IsWindows())
        {
            return mlContext.Model.Load(MLNetModelPath, out _);
        }

        // ML.NET hands the network to ONNX Runtime in a temporary file. Windows removes it when the process ends, others never do.
        mlContext.TempFilePath = Directory.CreateTempSubdirectory("MyDigits-").FullName;
        try
        {
            return mlContext.Model.Load(MLNetModelPath, out _);
        }
        finally
        {
            Directory.Delete(mlContext.TempFilePath, recursive: true);
        }
    }

    /// <summary>
    /// ONNX Runtime collects telemetry unless it is told otherwise before it starts. On Linux and macOS it reads ORT_DISABLE_TELEMETRY
    /// from the C library's environment, which Environment.SetEnvironmentVariable does not reach. On Windows its trace events are
    /// switched off by the call that its Privacy.md names; the variable is for versions that use it there as well.
    /// </summary>
    private static void DisableTelemetry()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1");
            OrtEnv.Instance().DisableTelemetryEvents();
        }
        else if (SetEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1", overwrite: 1) != 0)
        {
            throw new InvalidOperationException("ORT_DISABLE_TELEMETRY can't be set.");
        }
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironmentVariable(string name, string value, int overwrite);
}
