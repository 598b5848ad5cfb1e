using DigitEngine.Kernels;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public unsafe class DenseLayerKernelTests
{
    // Batch, inputs, outputs. More than 256 of either makes several blocks of depth; more than 56 inputs several items.
    private static readonly (int Batch, int Inputs, int Outputs)[] Sizes =
    [
        (1, 1, 1), (1, 7, 10), (3, 9, 17), (3, 33, 1), (14, 31, 33), (15, 57, 16), (29, 13, 48), (29, 64, 7),
        (15, 113, 65), (3, 257, 9), (14, 600, 10), (1, 512, 33), (3, 5, 300), (15, 17, 513),
    ];

    public static TheoryData<int> Widths => KernelSet.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Forward_EqualsTheTextbook(int lanes) => ForEverySize(lanes, (kernels, batch, inputs, outputs, what) =>
    {
        GuardedFloats input = GuardedFloats.Random(batch * inputs, 1);
        GuardedFloats weights = GuardedFloats.Random(inputs * outputs, 2);
        GuardedFloats bias = GuardedFloats.Random(outputs, 3);
        GuardedFloats output = new(batch * outputs);
        BoundedSum[] expected = MatrixReference.Multiply(batch, inputs, outputs, input.Span, weights.Span, bias.Span);
        foreach (bool relu in (bool[])[false, true])
        {
            GuardedFloats scratch = Scratch(batch);
            for (int item = kernels.DenseForwardItems(outputs) - 1; item >= 0; item--)
            {
                kernels.DenseForward(
                    item, batch, inputs, outputs, input.Pointer, weights.Pointer, bias.Pointer, relu, output.Pointer, scratch.Pointer);
            }

            output.AssertEqual([.. expected.Select(sum => relu ? sum.Rectified() : sum)], what);
            scratch.AssertGuards(what);
        }
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void ForwardPacked_GivesTheSameBitsAsForward(int lanes) => ForEverySize(lanes, (kernels, batch, inputs, outputs, what) =>
    {
        GuardedFloats input = GuardedFloats.Random(batch * inputs, 1);
        GuardedFloats weights = GuardedFloats.Random(inputs * outputs, 2);
        GuardedFloats bias = GuardedFloats.Random(outputs, 3);
        GuardedFloats panels = new(kernels.PanelSize(inputs, outputs));
        GuardedFloats output = new(batch * outputs);
        GuardedFloats expected = new(batch * outputs);
        GuardedFloats scratch = Scratch(batch);
        kernels.Pack(weights.Pointer, outputs, inputs, outputs, panels.Pointer);

        kernels.DenseForwardPacked(batch, inputs, outputs, input.Pointer, panels.Pointer, bias.Pointer, true, output.Pointer);

        for (int item = 0; item < kernels.DenseForwardItems(outputs); item++)
        {
            kernels.DenseForward(
                item, batch, inputs, outputs, input.Pointer, weights.Pointer, bias.Pointer, true, expected.Pointer, scratch.Pointer);
        }

        output.AssertEqual(expected.Span, what);
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void InputGradient_EqualsTheTextbook(int lanes) => ForEverySize(lanes, (kernels, batch, inputs, outputs, what) =>
    {
        GuardedFloats gradient = GuardedFloats.Random(batch * outputs, 1);
        GuardedFloats weights = GuardedFloats.Random(inputs * outputs, 2);
        GuardedFloats inputGradient = new(batch * inputs);
        GuardedFloats scratch = Scratch(batch);

        for (int item = kernels.DenseInputGradientItems(inputs) - 1; item >= 0; item--)
        {
            kernels.DenseInputGradient(
                item, batch, inputs, outputs, gradient.Pointer, weights.Pointer, inputGradient.Pointer, scratch.Pointer);
        }

        float[] transpose = MatrixReference.Transpose(inputs, outputs, weights.Span);
        inputGradient.AssertEqual(MatrixReference.Multiply(batch, outputs, inputs, gradient.Span, transpose), what);
        scratch.AssertGuards(what);
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void WeightGradient_EqualsTheTextbook(int lanes) => ForEverySize(lanes, (kernels, batch, inputs, outputs, what) =>
    {
        GuardedFloats input = GuardedFloats.Random(batch * inputs, 1);
        GuardedFloats gradient = GuardedFloats.Random(batch * outputs, 2);
        GuardedFloats weightGradient = new(inputs * outputs);
        GuardedFloats scratch = Scratch(batch);

        for (int item = DenseLayerKernel.WeightGradientItems(inputs) - 1; item >= 0; item--)
        {
            kernels.DenseWeightGradient(
                item, batch, inputs, outputs, input.Pointer, gradient.Pointer, weightGradient.Pointer, scratch.Pointer);
        }

        float[] transpose = MatrixReference.Transpose(batch, inputs, input.Span);
        weightGradient.AssertEqual(MatrixReference.Multiply(inputs, batch, outputs, transpose, gradient.Span), what);
        scratch.AssertGuards(what);
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void BiasGradient_AddsUpTheBatch(int lanes) => ForEverySize(lanes, (kernels, batch, inputs, outputs, what) =>
    {
        GuardedFloats gradient = GuardedFloats.Random(batch * outputs, 1);
        GuardedFloats biasGradient = new(outputs);
        float[] ones = [.. Enumerable.Repeat(1f, batch)];

        kernels.DenseBiasGradient(batch, outputs, gradient.Pointer, biasGradient.Pointer);

        biasGradient.AssertEqual(MatrixReference.Multiply(1, batch, outputs, ones, gradient.Span), what);
    });

    private static void ForEverySize(int lanes, Action<KernelSet, int, int, int, string> check)
    {
        foreach ((int batch, int inputs, int outputs) in Sizes)
        {
            check(KernelSet.For(lanes), batch, inputs, outputs, $"batch {batch}, {inputs} to {outputs}");
        }
    }

    private static GuardedFloats Scratch(int batch) => new(DenseLayerKernel.ScratchSize(batch));
}
