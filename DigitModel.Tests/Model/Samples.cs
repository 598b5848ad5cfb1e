using System.Globalization;
using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitEngine.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using DataKind = Microsoft.ML.Data.DataKind;

namespace MlNetDigits.Tests.Model;

/// <summary>Rows of the sample in <c>assets</c>, and a network that learns from them in a second.</summary>
internal static class Samples
{
    private static readonly Lazy<DigitDataset> All =
        new(() => DigitFile.ReadLabeled(Path.Combine(Repository.Root, "assets", "digits-10k.csv.gz")));

    private static readonly Lazy<ModelFile> LazySmall = new(MakeSmall);

    private static readonly Lazy<ModelFile> Shipped = new(ModelFile.LoadDefault);

    public static ModelFile Model => Shipped.Value;

    /// <summary>An untrained network, calibrated by guess: small, with every part that a model file can have.</summary>
    public static ModelFile Small => LazySmall.Value;

    public static PredictionEngine Engine => PredictionEngine.Default;

    public static TrainingOptions Training { get; } = new()
    {
        Network = NetworkDefinition.Parse("conv 4 5x5 relu; maxpool 4; flatten; dense 10"),
        Optimizer = new AdamOptions { LearningRate = 0.01 },
        Epochs = 2,
        BatchSize = 50,
    };

    public static DigitDataset Digits(int first, int count) => All.Value.Subset([.. Enumerable.Range(first, count)]);

    public static PixelRow[] Rows(int first, int count, float scale = 1)
    {
        DigitDataset digits = Digits(first, count);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new PixelRow
            {
                PixelValues = Array.ConvertAll(digits.Image(i).ToArray(), pixel => pixel * scale),
                Label = digits.Label(i),
                Number = first + i,
                Name = string.Create(CultureInfo.InvariantCulture, $"row {first + i}"),
            }),
        ];
    }

    /// <summary>Images that show no digit: noise, and nothing.</summary>
    public static PixelRow[] Junk(int count)
    {
        SeededRandom random = SeededRandom.For(1, RandomPurpose.Split, 0);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new PixelRow
            {
                PixelValues = [.. Enumerable.Range(0, 784).Select(_ => i % 2 == 0 ? 0f : (float)random.NextInt32(256))],
            }),
        ];
    }

    public static IDataView View(MLContext context, int first, int count) => context.Data.LoadFromEnumerable(Rows(first, count));

    /// <summary>The same with labels of another type; ML.NET gets from floats to some of them by way of text alone.</summary>
    public static IDataView WithLabels(MLContext context, IDataView data, DataKind kind, string column = "Label") =>
        context.Transforms.Conversion.ConvertType(column, "Label", DataKind.String)
            .Append(context.Transforms.Conversion.ConvertType(column, outputKind: kind)).Fit(data).Transform(data);

    /// <summary>What our own engine says, image by image.</summary>
    public static float[][] EngineScores(PredictionEngine engine, int first, int count) =>
        [.. Rows(first, count).Select(row => engine.Predict(row.PixelValues).Score)];

    public static PixelPrediction[] Predictions(MLContext context, IDataView scored) =>
        [.. context.Data.CreateEnumerable<PixelPrediction>(scored, reuseRowObject: false)];

    /// <summary>Requires the same bits, not merely equal numbers.</summary>
    public static void RequireSameBits(float[][] expected, IEnumerable<PixelPrediction> actual) => Assert.Equal(
        expected.Select(row => string.Join(' ', row.Select(BitConverter.SingleToInt32Bits))),
        actual.Select(row => string.Join(' ', row.Score.Select(BitConverter.SingleToInt32Bits))));

    private static ModelFile MakeSmall()
    {
        using Workers workers = new(1);
        TrainedNetwork network = TrainableNetwork.Create(Training.Network, 1, 1, default, workers).ToTrained();
        return ModelFile.Create(network.With(temperature: 1.5f, digitThreshold: 2.4f), Training.Network.ToString());
    }
}
