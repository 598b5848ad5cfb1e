using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public unsafe class ElementwiseTests
{
    private static readonly int[] Lengths = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100];

    public static TheoryData<int> Widths => KernelSet.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Add_AddsEachValue(int lanes)
    {
        foreach (int length in Lengths)
        {
            GuardedFloats values = GuardedFloats.Random(length, 1);
            GuardedFloats sum = GuardedFloats.Random(length, 2);
            float[] expected = [.. values.Span.ToArray().Zip(sum.Span.ToArray(), (value, start) => start + value)];
            KernelSet.For(lanes).Add(values.Pointer, sum.Pointer, length);
            sum.AssertEqual(expected, $"{length} values");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Relu_RectifiesEachValue_AlsoInPlace(int lanes)
    {
        foreach (int length in Lengths)
        {
            GuardedFloats values = GuardedFloats.Random(length, 1);
            GuardedFloats result = new(length);
            float[] expected = [.. values.Span.ToArray().Select(value => Math.Max(0, value))];
            KernelSet.For(lanes).Relu(values.Pointer, result.Pointer, length);
            result.AssertEqual(expected, $"{length} values");
            KernelSet.For(lanes).Relu(values.Pointer, values.Pointer, length);
            values.AssertEqual(expected, $"{length} values in place");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ReluGradient_PassesWhereTheOutputIsAboveZero_AlsoInPlace(int lanes)
    {
        foreach (int length in Lengths)
        {
            GuardedFloats output = new(length);
            for (int i = 0; i < length; i++)
            {
                output.Span[i] = (float)Math.Max(0, (i % 3) - 1) * 0.5f;
            }

            GuardedFloats gradient = GuardedFloats.Random(length, 1);
            GuardedFloats result = new(length);
            float[] expected = [.. gradient.Span.ToArray().Select((value, i) => i % 3 == 2 ? value : 0)];
            KernelSet.For(lanes).ReluGradient(output.Pointer, gradient.Pointer, result.Pointer, length);
            result.AssertEqual(expected, $"{length} values");
            KernelSet.For(lanes).ReluGradient(output.Pointer, gradient.Pointer, gradient.Pointer, length);
            gradient.AssertEqual(expected, $"{length} values in place");
        }
    }
}
