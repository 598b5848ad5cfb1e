using DigitEngine.Network;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Network;

public class TrainedNetworkTests
{
    private const double Unit = 1.0 / (1 << 24);

    // Folded into convolutions and dense layers, or left standing: first, after a rectifier, after a flattening.
    public static TheoryData<string, string> Networks => new()
    {
        { "7x8x2|conv 9 3x3 same relu; maxpool 2; dropout 0.4; flatten; dense 17 relu; dropout 0.5; dense 10", "Convolution MaxPool Dense Dense" },
        { "6x7x1|conv 17 3x2 pad 1; batchnorm relu; maxpool 2 stride 1; flatten; dense 11; batchnorm; relu; dense 5", "Convolution MaxPool Dense Dense" },
        { "5x4x3|conv 8 2x2; dropout 0.5; batchnorm; flatten; dense 5", "Convolution Dense" },
        { "4x5x3|batchnorm; conv 8 2x2 relu; batchnorm relu; flatten; dense 5", "Scale Convolution Scale Dense" },
        { "4x5x2|conv 3 2x2; flatten; batchnorm; dense 5", "Convolution Scale Dense" },
        { "4x5x2|conv 3 2x2; flatten; batchnorm relu; dropout 0.1; relu; dense 5", "Convolution Scale Dense" },
        { "4x5x2|conv 3 4x5; flatten; batchnorm relu; dense 5", "Convolution Dense" },
        { "4x5x2|conv 3 2x2; maxpool 2; relu; flatten; dense 5", "Convolution MaxPool Relu Dense" },
        { "4x5x2|batchnorm; relu; flatten; dense 5", "Scale Dense" },
        { "17x19x1|flatten; dense 7; relu; dense 5", "Dense Dense" },
        { "3x3x2|flatten; dense 6; batchnorm; batchnorm; relu; dense 5; relu", "Dense Dense" },
        { "3x3x2|relu; flatten; dense 20; relu; batchnorm; dense 5; batchnorm", "Relu Dense Scale Dense" },
        { "2x3x2|conv 20 2x3; conv 7 1x1 relu; flatten; dense 5", "Convolution Convolution Dense" },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Predict_EqualsTheUnfoldedReference(string text, string layers)
    {
        NetworkDefinition definition = NetworkSet.Parse(text);
        TestBatch batch = new(definition.Input, definition.Classes, 7, 3);
        using Workers workers = new(1);
        TrainableNetwork network = NetworkSet.Create(8, definition, 7, 1, 0, workers);
        NetworkSet.Randomize(network, 4);
        NetworkReference reference = new(network);
        double[][] logits = reference.Logits(batch.Images, training: false);

        TrainedNetwork trained = network.ToTrained();

        Assert.Equal(layers, string.Join(' ', trained.Members.Single().Layers.Select(layer => layer.GetType().Name.Replace("Trained", "", StringComparison.Ordinal))));
        Assert.Equal(definition.Input.Size, trained.Input.Size);
        Assert.Equal(definition.Classes, trained.Classes);
        Assert.Equal(trained.Members.Single().Layers.Sum(layer => layer.ParameterCount), trained.ParameterCount);
        AssertClose(logits, reference.LongestSum(1), NetworkSet.Predict(trained, batch, 7), "this machine's width");
        foreach (int lanes in NetworkSet.Widths)
        {
            float[] probabilities = NetworkSet.Predict(NetworkSet.Compile(lanes, trained), batch, 7);
            AssertClose(logits, reference.LongestSum(1), probabilities, $"{lanes} lanes");
        }
    }

    /// <summary>Some two million weights, so that one image takes two threads; the last of them takes part of a panel.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void Predict_GivesTheSameBits_WhereThreadsShareALayer(int lanes)
    {
        NetworkDefinition definition = NetworkSet.Parse("28x28x1|flatten; dense 2703 relu; dense 5");
        TestBatch batch = new(definition.Input, definition.Classes, 3, 3);
        using Workers workers = new(1);
        TrainableNetwork network = NetworkSet.Create(lanes, definition, 3, 1, 0, workers);
        NetworkSet.Randomize(network, 4);
        TrainedNetwork trained = NetworkSet.Compile(lanes, network.ToTrained());

        Assert.Equal(NetworkSet.Predict(trained, batch, 3), NetworkSet.Predict(trained, batch, 1));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void Predict_GivesTheSameBits_WhateverTheGroup(int lanes)
    {
        NetworkDefinition definition = NetworkSet.Parse("7x8x2|conv 9 3x3 same relu; maxpool 2; flatten; dense 270 relu; dense 10");
        using Workers workers = new(1);
        TrainedNetwork network = NetworkSet.Compile(lanes, NetworkSet.Create(8, definition, 1, 1, 0, workers).ToTrained());
        TestBatch batch = new(definition.Input, definition.Classes, 61, 3);
        float[] expected = NetworkSet.Predict(network, batch, 1);
        foreach (int group in (int[])[3, 15, 28, 29, 61])
        {
            Assert.True(expected.AsSpan().SequenceEqual(NetworkSet.Predict(network, batch, group)), $"groups of {group} give other bits");
        }

        InferenceWorkspace workspace = network.CreateWorkspace(1);
        float[] probabilities = new float[10];
        for (int image = 0; image < 61; image++)
        {
            batch.Images[image].CopyTo(workspace.InputPixels.Span);
            network.PredictOne(workspace, probabilities);
            Assert.Equal(expected.AsSpan(image * 10, 10).ToArray(), probabilities);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(28)]
    [InlineData(29)]
    public void Predict_BeginsWhereItIsTold(int count)
    {
        NetworkDefinition definition = NetworkSet.Parse("3x4x1|conv 3 2x2 relu; flatten; dense 4");
        using Workers workers = new(1);
        TrainedNetwork network = NetworkSet.Create(8, definition, 1, 1, 0, workers).ToTrained();
        TestBatch batch = new(definition.Input, definition.Classes, 40, 3);
        float[] all = NetworkSet.Predict(network, batch, 28);
        float[] part = new float[count * 4];
        network.Predict(batch, 5, part, network.CreateWorkspace(28));
        Assert.Equal(all.AsSpan(5 * 4, count * 4).ToArray(), part);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void Predict_GivesTheSameBitsAsTheTrainingPass_WhenNothingIsFolded(int lanes)
    {
        NetworkDefinition definition = NetworkSet.Parse("7x8x2|conv 9 3x3 same relu; maxpool 2; flatten; dense 270 relu; dense 10");
        TestBatch batch = new(definition.Input, definition.Classes, 9, 3);
        using Workers workers = new(1);
        TrainableNetwork network = NetworkSet.Create(lanes, definition, 9, 1, 0, workers);
        network.ComputeGradients(batch, new(9, 1));
        float[] predicted = NetworkSet.Predict(NetworkSet.Compile(lanes, network.ToTrained()), batch, 9);
        float[] trained = new float[10];
        for (int image = 0; image < 9; image++)
        {
            DigitEngine.Kernels.SoftmaxCrossEntropy.Softmax(network.LogitsOf(image), trained);
            Assert.Equal(trained, predicted.AsSpan(image * 10, 10).ToArray());
        }
    }

    [Fact]
    public void ToTrained_CopiesTheWeights()
    {
        NetworkDefinition definition = NetworkSet.Parse("3x4x1|conv 3 2x2 relu; flatten; dense 4");
        using Workers workers = new(1);
        TrainableNetwork network = NetworkSet.Create(8, definition, 1, 1, 0, workers);
        TrainedNetwork trained = network.ToTrained();
        TestBatch batch = new(definition.Input, definition.Classes, 3, 3);
        float[] before = NetworkSet.Predict(trained, batch, 3);
        NetworkSet.Randomize(network, 5);
        network.Parameters.Values.Span.Fill(float.NaN);
        Assert.Equal(before, NetworkSet.Predict(trained, batch, 3));
        Assert.Equal((3 * 4) + 3 + (2 * 3 * 3 * 4) + 4, trained.ParameterCount);
    }

    /// <summary>
    /// Logits are wrong by 2·n·2⁻²⁴ of the magnitude of their products, which is below ten times the largest logit or 1; a
    /// probability's relative error is the logits' absolute one, twice (its own and the sum's), and a few roundings.
    /// </summary>
    private static void AssertClose(double[][] logits, int terms, float[] actual, string what)
    {
        int classes = logits[0].Length;
        for (int i = 0; i < actual.Length; i++)
        {
            double[] row = logits[i / classes];
            double expected = SoftmaxReference.Probabilities(row)[i % classes];
            double magnitude = 10 * Math.Max(1, row.Max(Math.Abs));
            double tolerance = expected * ((2 * 2 * terms * Unit * magnitude) + (20 * Unit));
            if (!(Math.Abs(actual[i] - expected) <= tolerance))
            {
                Assert.Fail($"{what}: image {i / classes}, class {i % classes} is {actual[i]}, not {expected} ± {tolerance}");
            }
        }
    }
}
