using DigitEngine.Kernels;

namespace MlNetDigits.Tests.References;

/// <summary>The references themselves, on cases small enough to work out by hand.</summary>
public class ReferenceTests
{
    // 2x3 image 1 2 3 / 4 5 6, 2x2 kernel 1 10 / 100 1000, one zero added above and to the right.
    private static readonly ConvolutionGeometry Geometry = new()
    {
        InputHeight = 2,
        InputWidth = 3,
        InputChannels = 1,
        OutputChannels = 1,
        KernelHeight = 2,
        KernelWidth = 2,
        StrideX = 2,
        PadTop = 1,
        PadRight = 1,
    };

    private static readonly float[] Kernel = [1, 10, 100, 1000];

    [Fact]
    public void ConvolutionForward_EqualsTheHandComputedCase() =>
        Assert.Equal(
            [2100.5, 300.5, 5421.5, 603.5],
            ConvolutionReference.Forward(Geometry, [1, 2, 3, 4, 5, 6], Kernel, [0.5f]).Select(sum => sum.Value));

    [Fact]
    public void ConvolutionInputGradient_EqualsTheHandComputedCase() =>
        Assert.Equal(
            [100 + 3, 1000 + 30, 200 + 4, 300, 3000, 400],
            ConvolutionReference.InputGradient(Geometry, [1, 2, 3, 4], Kernel).Select(sum => sum.Value));

    [Fact]
    public void ConvolutionWeightGradient_EqualsTheHandComputedCase() =>
        Assert.Equal(
            [(3 * 1) + (4 * 3), 3 * 2, 1 + (2 * 3) + (3 * 4) + (4 * 6), 2 + (3 * 5)],
            ConvolutionReference.WeightGradient(Geometry, [1, 2, 3, 4, 5, 6], [1, 2, 3, 4]).Select(sum => sum.Value));

    [Fact]
    public void ConvolutionForward_KeepsChannelsApart()
    {
        // One pixel of two channels to two channels: the weights are a matrix of inputs x outputs.
        ConvolutionGeometry pixel = Geometry with
        {
            InputHeight = 1,
            InputWidth = 1,
            InputChannels = 2,
            OutputChannels = 2,
            KernelHeight = 1,
            KernelWidth = 1,
            PadTop = 0,
            PadRight = 0,
        };
        BoundedSum[] output = ConvolutionReference.Forward(pixel, [1, -2], [3, 4, 5, 6], []);
        Assert.Equal([new(-7, 13, 2), new(-8, 16, 2)], output);
    }

    [Fact]
    public void MatrixMultiply_EqualsTheHandComputedCase() =>
        Assert.Equal(
            [new(7, 19, 3), new(16, 20, 3), new(5.5, 14.5, 3), new BoundedSum(9.5, 18.5, 3)],
            MatrixReference.Multiply(2, 2, 2, [1, 2, -1, 0.5f], [3, 4, -3, -1], [10, 14]));

    [Fact]
    public void Transpose_ExchangesRowsAndColumns() =>
        Assert.Equal([1, 4, 2, 5, 3, 6], MatrixReference.Transpose(2, 3, [1, 2, 3, 4, 5, 6]));

    [Fact]
    public void BoundedSum_AllowsTwoRoundingsForEachTerm() =>
        Assert.Equal(2 * 3 * 10.0 / (1 << 24), new BoundedSum(1, 10, 3).Tolerance);

    [Fact]
    public void MaxPoolWinners_AreTheFirstInReadingOrder()
    {
        PoolGeometry geometry = new() { InputHeight = 2, InputWidth = 4, Channels = 1, WindowHeight = 2, WindowWidth = 2, StrideY = 1, StrideX = 2 };
        Assert.Equal([4, 2], MaxPoolReference.Winners<float>(geometry, [1, 2, 5, 5, 3, 3, 5, 4]));
    }

    [Fact]
    public void Softmax_EqualsTheHandComputedCase()
    {
        double[] logits = [0, Math.Log(3)];
        Assert.Equal([0.25, 0.75], SoftmaxReference.Probabilities(logits).Select(p => Math.Round(p, 15)));
        Assert.Equal([0.9, 0.1], SoftmaxReference.Target(2, 0, 0.2).Select(p => Math.Round(p, 15)));
        Assert.Equal((0.9 * Math.Log(4)) + (0.1 * Math.Log(4.0 / 3)), SoftmaxReference.Loss(logits, 0, 0.2), 1e-15);
    }

    [Fact]
    public void Sgd_EqualsTheHandComputedCase()
    {
        // g = 2 + 0.5·4 = 4, v = 4, w = 4 − 0.1·4 = 3.6; then g = 1 + 1.8, v = 2 + 2.8, w = 3.6 − 0.48.
        OptimizerReference plain = new(4);
        plain.Sgd(2, 0.1, 0.5, 0.5, nesterov: false);
        Assert.Equal(3.6, plain.Weight, 1e-15);
        plain.Sgd(1, 0.1, 0.5, 0.5, nesterov: false);
        Assert.Equal(3.12, plain.Weight, 1e-15);

        // The first step with Nesterov's momentum is rate · (g + 0.5·g).
        OptimizerReference nesterov = new(4);
        nesterov.Sgd(2, 0.1, 0.5, 0.5, nesterov: true);
        Assert.Equal(3.4, nesterov.Weight, 1e-15);
    }

    [Fact]
    public void RmsProp_EqualsTheHandComputedCase()
    {
        // g = 3 + 0.25·4 = 4, square = 0.25·16 = 4, w = 4 − 0.1·4/(2 + 2).
        OptimizerReference reference = new(4);
        reference.RmsProp(3, 0.1, 0.75, 2, 0.25);
        Assert.Equal(3.9, reference.Weight, 1e-15);
    }

    [Fact]
    public void Adam_EqualsTheHandComputedCase()
    {
        // The corrections make the first step rate · g / (|g| + epsilon); the decoupled decay takes 0.1·0.5·4 before it.
        OptimizerReference reference = new(4);
        reference.Adam(3, 0.1, 0.9, 0.999, 1, 0, 0.5);
        Assert.Equal(3.8 - (0.1 * 3 / 4), reference.Weight, 1e-14);

        // The second: mean = (0.5·0.5·3 + 0.5·1)/(1 − 0.25) = 5/3, square = (0.5·0.5·9 + 0.5·1)/(1 − 0.25) = 11/3.
        OptimizerReference second = new(0);
        second.Adam(3, 1, 0.5, 0.5, 0, 0, 0);
        second.Adam(1, 1, 0.5, 0.5, 0, 0, 0);
        Assert.Equal(-1 - (5.0 / 3 / Math.Sqrt(11.0 / 3)), second.Weight, 1e-14);
    }
}
