using DigitEngine.Kernels;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public class SoftmaxCrossEntropyTests
{
    private const double Unit = 1.0 / (1 << 24);

    // Ordinary rows, equal ones, and ones whose exponentials overflow or vanish.
    public static TheoryData<float[]> Logits =>
    [
        new([0.5f, -1.25f, 2f]),
        new([3f]),
        new([0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f]),
        new([1000f, -1000f, 999f]),
        new([-1000f, -1001f, -1000.5f, -5000f]),
        new([3e38f, -3e38f, 0f]),
        new([88.8f, 88.7f, 88.6f, -88f, -103f, -104f]),
    ];

    [Theory]
    [MemberData(nameof(Logits))]
    public void Softmax_EqualsTheReference(float[] logits)
    {
        double[] expected = SoftmaxReference.Probabilities(logits.Select(logit => (double)logit));
        float[] probabilities = new float[logits.Length];
        SoftmaxCrossEntropy.Softmax(logits, probabilities);
        for (int i = 0; i < logits.Length; i++)
        {
            Assert.Equal(expected[i], probabilities[i], Tolerance(logits, i, expected[i]));
        }

        SoftmaxCrossEntropy.Softmax(logits, logits);
        Assert.Equal(probabilities, logits);
    }

    [Theory]
    [MemberData(nameof(Logits))]
    public void Gradient_EqualsTheReference(float[] logits)
    {
        double[] exact = [.. logits.Select(logit => (double)logit)];
        double[] probabilities = SoftmaxReference.Probabilities(exact);
        float[] gradient = new float[logits.Length];
        foreach (float smoothing in (float[])[0, 0.1f])
        {
            for (int label = 0; label < logits.Length; label++)
            {
                double loss = SoftmaxCrossEntropy.Gradient(logits, label, smoothing, outliers: false, 0.25f, gradient);

                // The shares of the target are floats; the rest of the loss is computed in double.
                double expectedLoss = SoftmaxReference.Loss(exact, label, smoothing);
                double spread = logits.Max() - (double)logits.Min() + Math.Log(logits.Length);
                Assert.Equal(expectedLoss, loss, 2 * Unit * spread);
                double[] target = SoftmaxReference.Target(logits.Length, label, smoothing);
                for (int i = 0; i < logits.Length; i++)
                {
                    double expected = (probabilities[i] - target[i]) * 0.25;
                    Assert.Equal(expected, gradient[i], 0.25 * (Tolerance(logits, i, probabilities[i]) + (4 * Unit)));
                }
            }
        }
    }

    /// <summary>"None of these" is a class like any other whose logit is 0 and has no gradient.</summary>
    [Theory]
    [MemberData(nameof(Logits))]
    public void Gradient_EqualsTheReferenceWithALogitOfZero_WithOutliers(float[] logits)
    {
        double[] exact = [.. logits.Select(logit => (double)logit), 0];
        double[] probabilities = SoftmaxReference.Probabilities(exact);
        float[] gradient = new float[logits.Length];
        for (int label = 0; label <= logits.Length; label++)
        {
            double loss = SoftmaxCrossEntropy.Gradient(logits, label, 0, outliers: true, 0.25f, gradient);

            double spread = exact.Max() - exact.Min() + Math.Log(exact.Length);
            Assert.Equal(SoftmaxReference.Loss(exact, label, 0), loss, 2 * Unit * spread);
            for (int i = 0; i < logits.Length; i++)
            {
                double expected = (probabilities[i] - (i == label ? 1 : 0)) * 0.25;
                Assert.Equal(expected, gradient[i], Unit);
            }
        }
    }

    [Fact]
    public void Gradient_SmoothsOverTheClassesAlone_WithOutliers()
    {
        float[] gradient = new float[3];
        SoftmaxCrossEntropy.Gradient([0, 0, 0], 1, 0.3f, outliers: true, 1, gradient);
        Assert.Equal([0.25 - 0.1, 0.25 - 0.8, 0.25 - 0.1], gradient.Select(value => Math.Round(value, 6)));
        SoftmaxCrossEntropy.Gradient([0, 0, 0], 3, 0.3f, outliers: true, 1, gradient);
        Assert.Equal([0.25f, 0.25f, 0.25f], gradient);
    }

    [Theory]
    [MemberData(nameof(Logits))]
    public void LogSum_EqualsTheReference(float[] logits)
    {
        double largest = logits.Max();
        double expected = largest + Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
        Assert.Equal(expected, SoftmaxCrossEntropy.LogSum(logits), Math.Abs(expected) * 1e-14);
    }

    [Fact]
    public void Gradient_AddsUpToNothing()
    {
        float[] gradient = new float[10];
        SoftmaxCrossEntropy.Gradient([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 3, 0.1f, outliers: false, 1, gradient);
        Assert.Equal(0, gradient.Sum(value => (double)value), 20 * Unit);
    }

    /// <summary>
    /// The difference from the largest logit is rounded, which the exponential turns into a relative error as large as
    /// that rounding; the exponential, the sum of n, the division and the product add n + 5 roundings. Results below the
    /// smallest normal float lose digits.
    /// </summary>
    private static double Tolerance(float[] logits, int i, double probability)
    {
        double distances = logits.Length == 1 ? 0 : Math.Min(104, Math.Abs((double)logits.Max() - logits[i])) + 104;
        return (probability * Unit * (distances + logits.Length + 5)) + Math.ScaleB(1, -126);
    }
}
