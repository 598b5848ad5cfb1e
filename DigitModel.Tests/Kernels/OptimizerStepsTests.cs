using DigitEngine.Kernels;
using DigitEngine.Training;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public unsafe class OptimizerStepsTests
{
    private const int Count = 37;
    private const int Steps = 6;

    public static TheoryData<int> Widths => KernelSet.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sgd_FollowsPyTorch(int lanes)
    {
        foreach (bool nesterov in (bool[])[false, true])
        {
            GuardedFloats velocity = GuardedFloats.Zeros(Count);

            // Gradients are below 1, so velocities stay below 1.1 / (1 − 0.9), and steps below rate · 12.
            Check(
                0.05f * 12,
                (weights, gradient, _) =>
                    KernelSet.For(lanes).Sgd(weights.Pointer, gradient.Pointer, velocity.Pointer, Count, 0.05f, 0.9f, 0.1f, nesterov),
                (reference, gradient) => reference.Sgd(gradient, 0.05f, 0.9f, 0.1f, nesterov));
            velocity.AssertGuards("velocity");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void RmsProp_FollowsPyTorch(int lanes)
    {
        GuardedFloats square = GuardedFloats.Zeros(Count);

        // |g| / √square is at most 1 / √(1 − 0.9).
        Check(
            0.01f * 3.2,
            (weights, gradient, _) =>
                KernelSet.For(lanes).RmsProp(weights.Pointer, gradient.Pointer, square.Pointer, Count, 0.01f, 0.9f, 1e-8f, 0.01f),
            (reference, gradient) => reference.RmsProp(gradient, 0.01f, 0.9f, 1e-8f, 0.01f));
        square.AssertGuards("square");
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Adam_FollowsPyTorch(int lanes)
    {
        foreach ((float decay, float decoupled) in ((float, float)[])[(0, 0), (0.01f, 0), (0, 0.1f)])
        {
            const double Rate = 0.01, Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8;
            GuardedFloats mean = GuardedFloats.Zeros(Count);
            GuardedFloats square = GuardedFloats.Zeros(Count);

            // A step is at most rate · (1 − β₁) / √(1 − β₂) (Kingma and Ba 2015, 2.1).
            Check(
                Rate * 3.2,
                (weights, gradient, step) =>
                {
                    double root = Math.Sqrt(1 - Math.Pow(Beta2, step));
                    double rate = Rate * root / (1 - Math.Pow(Beta1, step));
                    AdamFactors factors = new(
                        (float)rate, (float)Beta1, (float)Beta2, (float)(Epsilon * root), decay, (float)(1 - (Rate * decoupled)));
                    KernelSet.For(lanes).Adam(
                        weights.Pointer, gradient.Pointer, mean.Pointer, square.Pointer, Count, factors);
                },
                (reference, gradient) => reference.Adam(gradient, Rate, Beta1, Beta2, Epsilon, decay, decoupled));
            mean.AssertGuards("mean");
            square.AssertGuards("square");
        }
    }

    /// <summary>
    /// Weights after each step: a rounding of the weight itself, and in the step 32 relative roundings, which is more than
    /// the operations that each of the formulas has from its state and gradient to its step, over all steps so far.
    /// </summary>
    private static void Check(
        double largestStep, Action<GuardedFloats, GuardedFloats, int> run, Action<OptimizerReference, double> expect)
    {
        GuardedFloats weights = GuardedFloats.Random(Count, 1);
        OptimizerReference[] references = [.. weights.Span.ToArray().Select(weight => new OptimizerReference(weight))];
        double tolerance = 0;
        for (int step = 1; step <= Steps; step++)
        {
            GuardedFloats gradient = GuardedFloats.Random(Count, (ulong)step + 10);
            run(weights, gradient, step);
            tolerance += Math.ScaleB(2 + (32 * largestStep), -24);
            for (int i = 0; i < Count; i++)
            {
                expect(references[i], gradient.Span[i]);
                Assert.Equal(references[i].Weight, weights.Span[i], tolerance);
            }

            weights.AssertGuards("weights");
        }
    }
}
