using DigitEngine.Network;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Prediction;

public class PredictionEngineTests
{
    private static readonly ModelFile Model = SampleNetworks.File(SampleNetworks.Texts[2]);
    private static readonly byte[] Pixels = SampleNetworks.Pixels(100);

    [Fact]
    public void Predict_GivesTheSame_HoweverPixelsAreGiven()
    {
        using MemoryStream stream = new(SampleNetworks.Bytes(Model));
        PredictionEngine engine = PredictionEngine.Load(stream);
        byte[] bytes = Pixels[..784];
        float[] floats = Array.ConvertAll(bytes, pixel => (float)pixel);
        float[] fromBytes = new float[10], fromFloats = new float[10];
        engine.Predict(bytes, fromBytes);
        engine.Predict(floats, fromFloats);

        float[] expected = engine.Predict(bytes).Score;

        Assert.Equal(expected, engine.Predict(floats).Score);
        Assert.Equal(expected, engine.Predict(new ModelInput { PixelValues = floats }).Score);
        Assert.Equal(expected, fromBytes);
        Assert.Equal(expected, fromFloats);
        Assert.Equal(1, expected.Sum(), 1e-5);
        Assert.Equal(Model.Manifest.Architecture, engine.Manifest.Architecture);
    }

    [Fact]
    public void Constructor_TakesANetwork_ThatIsInNoFile()
    {
        PredictionEngine engine = new(Model.Network);

        Assert.Equal(new PredictionEngine(Model).Predict(Pixels.AsSpan(0, 784)).Score, engine.Predict(Pixels.AsSpan(0, 784)).Score);
        Assert.Equal(Model.Manifest.ParameterCount, engine.Manifest.ParameterCount);
        Assert.Contains("dense 10", engine.Manifest.Architecture, StringComparison.Ordinal);
        Assert.StartsWith("#", engine.ModelCard, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_RefusesANetwork_ThatTakesNoDigits()
    {
        TrainedNetwork other = new([new TrainedRelu(new(1, 1, 10))]);

        Assert.StartsWith(
            "Expected a network from 28x28x1 to 10, but found one from 1x1x10 to 10.",
            Assert.Throws<ArgumentException>("network", () => new PredictionEngine(other)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("network", () => new PredictionEngine((TrainedNetwork)null!));
        Assert.Throws<ArgumentNullException>("model", () => new PredictionEngine((ModelFile)null!));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(27, 2)]
    [InlineData(28, 0)]
    [InlineData(29, 1)]
    [InlineData(100, 3)]
    public void PredictBatch_GivesWhatPredictGives(int images, int threads)
    {
        PredictionEngine engine = new(Model);
        float[] scores = new float[images * 10];
        engine.PredictBatch(Pixels.AsMemory(0, images * 784), scores, threads);
        float[] fromFloats = new float[images * 10];
        float[] digitScores = new float[images];
        engine.PredictBatch(Array.ConvertAll(Pixels[..(images * 784)], pixel => (float)pixel), fromFloats, digitScores, threads);
        IReadOnlyList<ModelOutput> outputs = engine.PredictBatch([.. Enumerable.Range(0, images).Select(Input)]);

        Assert.Equal(images, outputs.Count);
        Assert.Equal(scores, fromFloats);
        Assert.Equal(outputs.Select(output => output.DigitScore), digitScores);
        for (int i = 0; i < images; i++)
        {
            // Dense layers over many images add in the order they do over one.
            float[] expected = engine.Predict(Pixels.AsSpan(i * 784, 784)).Score;
            Assert.Equal(expected, scores[(i * 10)..((i * 10) + 10)]);
            Assert.Equal(expected, outputs[i].Score);
        }
    }

    [Fact]
    public void Predict_GivesTheSame_WhenManyThreadsUseOneEngine()
    {
        PredictionEngine engine = new(Model);
        float[] expected = new float[1000];
        engine.PredictBatch(Pixels, expected, threads: 1);
        string?[] wrong = new string?[16];
        Thread[] threads =
        [
            .. Enumerable.Range(0, wrong.Length).Select(thread => new Thread(() =>
            {
                float[] scores = new float[10];
                for (int i = 0; i < 300; i++)
                {
                    int image = (i + (thread * 7)) % 100;
                    engine.Predict(Pixels.AsSpan(image * 784, 784), scores);
                    if (!scores.AsSpan().SequenceEqual(expected.AsSpan(image * 10, 10)))
                    {
                        wrong[thread] = $"thread {thread}, image {image}";
                    }
                }
            })),
        ];

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(wrong, Assert.Null);
    }

    [Fact]
    public void Predict_TakesForADigit_WhatReachesTheThreshold()
    {
        TrainedNetwork network = SampleNetworks.Network(SampleNetworks.Texts[2]);
        float[] digitScores = new float[100];
        new PredictionEngine(ModelFile.Create(network, "")).PredictBatch(Pixels, new float[1000], digitScores);
        float threshold = digitScores.Order().ElementAt(40);
        PredictionEngine engine = new(ModelFile.Create(network.With(temperature: 1, digitThreshold: threshold), ""));
        IReadOnlyList<ModelOutput> outputs = engine.PredictBatch([.. Enumerable.Range(0, 100).Select(Input)]);

        Assert.Equal(threshold, engine.DigitThreshold);
        Assert.Equal(60, outputs.Count(output => output.IsDigit));
        for (int i = 0; i < 100; i++)
        {
            bool expected = digitScores[i] >= threshold;
            Assert.Equal(expected, outputs[i].IsDigit);
            Assert.Equal(expected, engine.Predict(Pixels.AsSpan(i * 784, 784)).IsDigit);
            Assert.Equal(expected, engine.Predict(Input(i)).IsDigit);
        }
    }

    [Fact]
    public void Predict_AllocatesNothingButItsOutput_OnceWarm()
    {
        PredictionEngine engine = new(Model);
        float[] scores = new float[10];
        float[] floats = new float[784];
        byte[] bytes = Pixels[..784];

        // An array of ten floats takes 64 bytes, the output 40.
        Assert.Equal(0, LeastAllocation(() => engine.Predict(bytes, scores)));
        Assert.Equal(0, LeastAllocation(() => engine.Predict(floats, scores)));
        Assert.Equal(104, LeastAllocation(() => engine.Predict(bytes)));
    }

    [Theory]
    [InlineData(783)]
    [InlineData(785)]
    [InlineData(0)]
    public void Predict_Throws_WhenThereAreNot784Values(int length)
    {
        PredictionEngine engine = new(Model);

        Assert.StartsWith($"Expected 784 pixel values, found {length}.", Assert.Throws<ArgumentException>(() => engine.Predict(new byte[length])).Message, StringComparison.Ordinal);
        Assert.StartsWith($"Expected 784 pixel values, found {length}.", Assert.Throws<ArgumentException>(() => engine.Predict(new float[length])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Predict(new ModelInput { PixelValues = new float[length] }));
        Assert.Throws<ArgumentException>(() => engine.Predict(new byte[784], new float[11]));
        Assert.Throws<ArgumentException>(() => engine.Predict(new float[784], new float[9]));
        Assert.Throws<ArgumentException>(() => engine.Predict(new ModelInput { PixelValues = null! }));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(-0.5f, "-0.5")]
    [InlineData(255.5f, "255.5")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Predict_NamesTheFirstPixel_WhenItIsOutOfRange(float value, string shown)
    {
        PredictionEngine engine = new(Model);
        float[] pixels = new float[784];
        pixels[(28 * 3) + 5] = value;
        string expected = $"Expected pixel values from 0 to 255, found {shown} at row 3, column 5.";

        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => engine.Predict(pixels)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Image 1: " + expected,
            Assert.Throws<ArgumentException>(() => engine.PredictBatch([Input(0), new() { PixelValues = pixels }])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void PredictBatch_Throws_WhenLengthsDoNotFit()
    {
        PredictionEngine engine = new(Model);

        Assert.Throws<ArgumentException>(() => engine.PredictBatch(new byte[785], new float[10]));
        Assert.Throws<ArgumentException>(() => engine.PredictBatch(new byte[784], new float[20]));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.PredictBatch(new byte[784], new float[10], threads: -1));
        Assert.Throws<ArgumentException>(() => engine.PredictBatch([null!]));
        Assert.Throws<ArgumentException>(() => engine.PredictBatch(new float[783], new float[10]));
        Assert.Throws<ArgumentException>(() => engine.PredictBatch(new float[784], new float[10], new float[2]));
        float[] pixels = new float[2 * 784];
        pixels[784 + 3] = 256;
        Assert.StartsWith(
            "Image 1: Expected pixel values from 0 to 255, found 256 at row 0, column 3.",
            Assert.Throws<ArgumentException>(() => engine.PredictBatch(pixels, new float[20])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Output_NamesTheBestDigit_TheLowestAmongEquals()
    {
        ModelOutput output = new([0.05f, 0.1f, 0.3f, 0, 0.3f, 0.1f, 0.05f, 0.05f, 0.025f, 0.025f], 1.5f, isDigit: true);

        Assert.Equal((2, 0.3f), (output.PredictedLabel, output.Confidence));
        Assert.Equal("2 4 1 5 0 6 7 8 9 3", string.Join(' ', output.GetSortedScoresWithLabels().Select(pair => pair.Key)));
        Assert.Equal([0.3f, 0.3f, 0.1f], output.GetSortedScoresWithLabels().Take(3).Select(pair => pair.Value));
    }

    /// <summary>
    /// Bytes that a warm call allocates. The least of many calls: a collection begun by another test's thread now and then
    /// counts what was left of this thread's allocation buffer.
    /// </summary>
    private static long LeastAllocation(Action call)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 100; i++)
        {
            long start = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
        }

        return least;
    }

    private static ModelInput Input(int image) =>
        new() { PixelValues = Array.ConvertAll(Pixels[(image * 784)..((image + 1) * 784)], pixel => (float)pixel) };
}
