using DigitEngine.Network;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Network;

/// <summary>
/// Every layer's gradients against central differences of the reference in <c>double</c>. A layer behind another one is
/// tested for its input's gradient, too: the gradients of the layer in front are made of nothing else.
/// </summary>
public class GradientTests
{
    private const int Images = 5;
    private const float Smoothing = 0.1f;

    /// <summary>The differences are wrong by about its square, and by 2⁻⁵³ over it: nothing, against 2⁻²⁴.</summary>
    private static readonly double Step = Math.ScaleB(1, -18);

    public static TheoryData<string> Networks =>
    [
        "5x7x2|conv 3 3x3; conv 4 2x3 same relu; flatten; dense 4",
        "6x5x3|conv 5 3x3 stride 2x1 pad 1x2 relu; conv 9 2x2; flatten; dense 5",
        "7x6x2|conv 8 3x3 same; conv 17 3x3 stride 1x2 same relu; flatten; dense 3",
        "6x7x1|conv 9 3x3 relu; maxpool 2; flatten; dense 3",
        "7x5x2|conv 4 2x2; maxpool 3x2 stride 1; conv 17 1x1 relu; flatten; dense 4",
        "4x5x2|conv 8 3x3 same; batchnorm relu; maxpool 2 stride 1; flatten; dense 9; batchnorm; relu; dense 4",
        "4x3x2|batchnorm; conv 3 2x2; relu; flatten; dense 3",
        "3x4x2|flatten; dense 33 relu; dense 17 relu; dense 4",
        "17x19x1|flatten; dense 5; dense 3",
        "2x3x1|flatten; dense 4 relu; dense 300 relu; dense 3",
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void ComputeGradients_EqualsCentralDifferences(string text)
    {
        NetworkDefinition definition = NetworkSet.Parse(text);
        TestBatch batch = new(definition.Input, definition.Classes, Images, 5);
        using Workers workers = new(2);
        double[][]? expected = null;
        foreach (int lanes in NetworkSet.Widths)
        {
            TrainableNetwork network = NetworkSet.Create(lanes, definition, Images + 3, 1, Smoothing, workers);
            NetworkSet.Randomize(network, 2);
            NetworkReference reference = new(network);
            double meanLoss = reference.MeanLoss(batch.Images, batch.Labels, Smoothing);
            double[][] statistics = [.. reference.NewStatistics];

            double loss = network.ComputeGradients(batch, new(Images, 9));

            double unit = 2 * reference.LongestSum(Images) * Math.ScaleB(1, -24);
            Assert.Equal(meanLoss, loss, unit * Math.Max(1, meanLoss));
            expected ??= Differences(reference, batch);
            AssertGradients(network, expected, unit, $"{lanes} lanes");
            for (int i = 0; i < statistics.Length; i++)
            {
                Parameter measured = network.Parameters.Statistics[i];
                AssertClose(statistics[i], measured.Span, unit, $"{lanes} lanes, {measured.Name}");
            }
        }
    }

    /// <summary>
    /// The reference has no dropout, so here the differences are of the network's own loss, whose masks follow from the
    /// batch's key. Without rectifiers the loss is smooth, and the step is as large as the loss' roundings want it.
    /// </summary>
    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void ComputeGradients_TakesTheSameDropoutMasksBackward(int lanes)
    {
        NetworkDefinition definition = NetworkSet.Parse("3x4x2|conv 5 2x2; dropout 0.4; flatten; dense 7; dropout 0.5; dense 3");
        TestBatch batch = new(definition.Input, definition.Classes, Images, 5);
        using Workers workers = new(1);
        TrainableNetwork network = NetworkSet.Create(lanes, definition, Images, 1, 0, workers);
        Batch step = new(Images, 77);
        network.ComputeGradients(batch, step);
        float[][] gradients = [.. network.Parameters.Parameters.Select(p => p.GradientSpan.ToArray())];
        float distance = MathF.ScaleB(1, -6);
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

                // The losses are right to about 40 · 2⁻²⁴ · 2; the third derivative of the loss by one weight is below the
                // cube of the largest signal through it (4, twice doubled by dropout), and it counts a sixth of h² times.
                double tolerance = (80 * Math.ScaleB(1, -24) / distance) + (64.0 / 6 * distance * distance);
                Assert.Equal((above - below) / (2 * distance), gradients[p][i], tolerance);
            }
        }

        // All of it would also hold if nothing were dropped.
        double dropped = network.ComputeGradients(batch, step);
        Assert.NotEqual(dropped, network.ComputeGradients(batch, new(Images, 78)));
    }

    [Fact]
    public void ComputeGradients_RefusesMoreImagesThanItHasRoomFor()
    {
        NetworkDefinition definition = NetworkSet.Parse("2x3x1|flatten; dense 3");
        using Workers workers = new(1);
        TrainableNetwork network = NetworkSet.Create(8, definition, 4, 1, 0, workers);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.ComputeGradients(new TestBatch(definition.Input, 3, 5, 1), new(5, 1)));
    }

    private static double[][] Differences(NetworkReference reference, TestBatch batch)
    {
        double[][] differences = new double[reference.Parameters.Length][];
        for (int p = 0; p < differences.Length; p++)
        {
            double[] values = reference.Parameters[p];
            differences[p] = new double[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                double value = values[i];
                values[i] = value + Step;
                double above = reference.MeanLoss(batch.Images, batch.Labels, Smoothing);
                values[i] = value - Step;
                double below = reference.MeanLoss(batch.Images, batch.Labels, Smoothing);
                values[i] = value;
                differences[p][i] = (above - below) / (2 * Step);
            }
        }

        return differences;
    }

    private static void AssertGradients(TrainableNetwork network, double[][] expected, double unit, string what)
    {
        for (int p = 0; p < expected.Length; p++)
        {
            Parameter parameter = network.Parameters.Parameters[p];
            AssertClose(expected[p], parameter.GradientSpan, unit, $"{what}, {parameter.Name}");
        }
    }

    /// <summary>
    /// Within 2·n·2⁻²⁴ of the largest value of the array, n being the most terms on the way; the products' magnitudes are
    /// of the size of the largest, and never smaller than a hundredth of a logit's gradient.
    /// </summary>
    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, double unit, string what)
    {
        double size = Math.Max(0.01, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= unit * size))
            {
                Assert.Fail($"{what}: [{i}] is {actual[i]}, not {expected[i]} ± {unit * size}");
            }
        }
    }
}
