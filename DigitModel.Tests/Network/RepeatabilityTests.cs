using DigitEngine.Network;

namespace MlNetDigits.Tests.Network;

/// <summary>The same bits, whoever computes them.</summary>
public class RepeatabilityTests
{
    private const string Text =
        "9x10x2|conv 7 3x3 same; batchnorm relu; maxpool 2; dropout 0.3; conv 18 2x3 relu; flatten; dense 70 relu; dropout 0.5; dense 10";

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void ComputeGradients_GivesTheSameBits_WhateverTheNumberOfWorkers(int lanes)
    {
        float[]? expected = null;
        foreach (int count in (int[])[1, 2, 3, 5])
        {
            float[] bits = Gradients(lanes, count, 37);
            expected ??= bits;
            Assert.True(expected.AsSpan().SequenceEqual(bits), $"{count} workers give other bits");
        }
    }

    [Fact]
    public void ComputeGradients_GivesTheSameBits_WhateverTheRoomForTheBatch() =>
        Assert.Equal(Gradients(8, 2, 13, room: 13), Gradients(8, 2, 13, room: 64));

    [Fact]
    public void ComputeGradients_LeavesNothingFromTheBatchBefore()
    {
        NetworkDefinition definition = NetworkSet.Parse(Text.Replace("batchnorm relu; ", "", StringComparison.Ordinal));
        TestBatch batch = new(definition.Input, 10, 37, 3);
        using Workers workers = new(2);
        TrainableNetwork network = NetworkSet.Create(8, definition, 37, 1, 0.1f, workers);
        double loss = network.ComputeGradients(batch, new(20, 5));
        float[] gradients = network.Parameters.Gradients.Span.ToArray();
        network.ComputeGradients(batch, new(37, 6));
        Assert.Equal(loss, network.ComputeGradients(batch, new(20, 5)));
        Assert.Equal(gradients, network.Parameters.Gradients.Span.ToArray());
    }

    [Fact]
    public void Create_DrawsTheWeightsFromTheSeed()
    {
        NetworkDefinition definition = NetworkSet.Parse(Text);
        using Workers workers = new(1);
        float[] Weights(ulong seed) => NetworkSet.Create(8, definition, 1, seed, 0, workers).Parameters.Values.Span.ToArray();
        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    [Fact]
    public void Create_DrawsWeightsWithinTheirBounds_AndFarFromEqual()
    {
        NetworkDefinition definition = NetworkSet.Parse("3x5x2|conv 40 3x3 relu; flatten; dense 30");
        using Workers workers = new(1);
        TrainableNetwork network = NetworkSet.Create(8, definition, 1, 1, 0, workers);
        foreach ((int place, double bound) in ((int, double)[])[(0, Math.Sqrt(6.0 / 18)), (2, Math.Sqrt(3.0 / 120))])
        {
            float[] weights = network.Parameters.Parameters[place].Span.ToArray();
            Assert.All(weights, weight => Assert.InRange(weight, -bound * 1.0000002, bound));

            // The variance of a uniform number is bound²/3, of its square 4/45·bound⁴: six standard deviations of the mean.
            double six = 6 * Math.Sqrt(4.0 / 45 / weights.Length);
            Assert.InRange(weights.Average(weight => weight * weight) / (bound * bound), (1.0 / 3) - six, (1.0 / 3) + six);
            Assert.All(network.Parameters.Parameters[place + 1].Span.ToArray(), bias => Assert.Equal(0, bias));
        }
    }

    [Fact]
    public void ComputeGradients_ThrowsWhatTheSourceThrows_AndWorksAfterwards()
    {
        NetworkDefinition definition = NetworkSet.Parse(Text);
        TestBatch batch = new(definition.Input, 10, 12, 3);
        using Workers workers = new(3);
        TrainableNetwork network = NetworkSet.Create(8, definition, 20, 1, 0, workers);
        Assert.Throws<IndexOutOfRangeException>(() => network.ComputeGradients(batch, new(20, 1)));
        Assert.True(double.IsFinite(network.ComputeGradients(batch, new(12, 1))));
    }

    /// <summary>Two steps' gradients, loss, logits and statistics.</summary>
    private static float[] Gradients(int lanes, int count, int images, int room = 40)
    {
        NetworkDefinition definition = NetworkSet.Parse(Text);
        TestBatch batch = new(definition.Input, 10, images, 3);
        using Workers workers = new(count);
        TrainableNetwork network = NetworkSet.Create(lanes, definition, room, 1, 0.1f, workers);
        List<float> bits = [];
        for (ulong step = 0; step < 2; step++)
        {
            bits.Add((float)network.ComputeGradients(batch, new(images, step)));
            bits.AddRange(network.Parameters.Gradients.Span);
            bits.AddRange(network.Parameters.RunningStatistics.Span);
            for (int image = 0; image < images; image++)
            {
                bits.AddRange(network.LogitsOf(image));
            }
        }

        return [.. bits];
    }
}
