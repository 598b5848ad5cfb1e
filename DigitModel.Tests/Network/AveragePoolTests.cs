using DigitEngine.Kernels;
using DigitEngine.Network;
using DigitEngine.Prediction;
using DigitEngine.Training;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Network;

/// <summary>
/// A kind of layer is one file and one line in the list of kinds. This one lives in the tests, so its line is given to the parser.
/// </summary>
public class AveragePoolTests
{
    private const int Images = 5;

    private static readonly LayerKinds Kinds = LayerKinds.BuiltIn.With("avgpool", AveragePoolDefinition.Parse);

    [Fact]
    public void Parse_ReadsWhatToStringWrites()
    {
        IReadOnlyList<LayerDefinition> layers = NetworkText.Parse("avgpool 2; flatten; dense 10", Kinds);

        Assert.Equal(new AveragePoolDefinition(2), layers[0]);
        Assert.Equal("avgpool 2; flatten; dense 10", string.Join("; ", layers));
    }

    [Fact]
    public void Parse_ListsTheKind_WhichTheBuiltInListDoesNotHave()
    {
        Assert.Contains(
            "flatten, relu or avgpool", Assert.Throws<NetworkDefinitionException>(() => NetworkText.Parse("x", Kinds)).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "flatten or relu, found 'avgpool'", Assert.Throws<NetworkDefinitionException>(() => NetworkText.Parse("avgpool 2")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("avgpool 0; flatten; dense 3", "network, layer 1 'avgpool 0': the window must be at least 1")]
    [InlineData("avgpool 3; flatten; dense 3", "network, layer 1 'avgpool 3': windows don't cover an input of 6x4x2")]
    public void Constructor_NamesTheLayer_WhenItDoesNotFit(string text, string message) =>
        Assert.Equal(message, Assert.Throws<NetworkDefinitionException>(() => Define(text)).Message);

    /// <summary>
    /// Without rectifiers the loss is smooth. It is right to about 80 · 2⁻²⁴, and its third derivative by one weight is below the
    /// cube of the largest signal through it, 4, and counts a sixth of h² times.
    /// </summary>
    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void ComputeGradients_EqualsCentralDifferences(int lanes)
    {
        NetworkDefinition definition = Define("conv 9 3x3 same; avgpool 2; conv 3 2x2; flatten; dense 3");
        TestBatch batch = new(definition.Input, definition.Classes, Images, 5);
        using Workers workers = new(2);
        TrainableNetwork network = NetworkSet.Create(lanes, definition, Images, 1, 0, workers);
        Batch step = new(Images, 7);
        network.ComputeGradients(batch, step);
        float[][] gradients = [.. network.Parameters.Parameters.Select(parameter => parameter.GradientSpan.ToArray())];
        float distance = MathF.ScaleB(1, -7);
        double tolerance = (80 * Math.ScaleB(1, -24) / distance) + (64.0 / 6 * distance * distance);
        for (int p = 0; p < gradients.Length; p++)
        {
            Parameter parameter = network.Parameters.Parameters[p];
            for (int i = 0; i < parameter.Length; i++)
            {
                float value = parameter.Span[i];
                parameter.Span[i] = value + distance;
                double above = network.ComputeGradients(batch, step);
                parameter.Span[i] = value - distance;
                double below = network.ComputeGradients(batch, step);
                parameter.Span[i] = value;
                Assert.Equal((above - below) / (2 * distance), gradients[p][i], tolerance);
            }
        }

        // The tolerance would hide gradients that are all small.
        Assert.True(gradients[0].Max(MathF.Abs) > 20 * tolerance);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void ToTrained_PredictsTheSameBitsAsTheTrainingPass(int lanes)
    {
        NetworkDefinition definition = Define("conv 9 3x3 same relu; avgpool 2; flatten; dense 3");
        TestBatch batch = new(definition.Input, definition.Classes, Images, 3);
        using Workers workers = new(1);
        TrainableNetwork network = NetworkSet.Create(lanes, definition, Images, 1, 0, workers);
        network.ComputeGradients(batch, new(Images, 1));
        TrainedNetwork trained = network.ToTrained();

        Assert.Equal("avgpool 2", trained.Members.Single().Layers[1].ToText());
        float[] predicted = NetworkSet.Predict(NetworkSet.Compile(lanes, trained), batch, Images);
        float[] expected = new float[3];
        for (int image = 0; image < Images; image++)
        {
            SoftmaxCrossEntropy.Softmax(network.LogitsOf(image), expected);
            Assert.Equal(expected, predicted.AsSpan(image * 3, 3).ToArray());
        }
    }

    [Fact]
    public void Trainer_TrainsANetworkWithIt_AndTheEnginePredicts()
    {
        TrainingOptions options = new()
        {
            Network = new(NetworkText.Parse("conv 8 5x5 relu; avgpool 4; flatten; dense 10", Kinds)),
            Optimizer = new AdamOptions { LearningRate = 0.01 },
            Epochs = 8,
            BatchSize = 32,
        };
        TrainingResult result = new Trainer(options).Fit(TrainingData.Take(0, 600), TrainingData.Take(600, 0));
        PredictionEngine engine = new(result.Network);
        int right = Enumerable.Range(1000, 200)
            .Count(i => engine.Predict(TrainingData.Take(i, 1).Image(0)).PredictedLabel == TrainingData.Take(i, 1).Label(0));

        // Guessing reads a tenth.
        Assert.InRange(right, 140, 200);
    }

    private static NetworkDefinition Define(string text) => new(new Shape(6, 4, 2), NetworkText.Parse(text, Kinds), classes: 3);
}
