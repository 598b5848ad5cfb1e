using DigitEngine.Kernels;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public unsafe class DropoutMaskTests
{
    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.2f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Apply_DropsTheRateAndScalesTheRest(float rate)
    {
        const int Count = 100_000;
        GuardedFloats values = Ones(Count);
        DropoutMask.Apply(values.Pointer, values.Pointer, Count, rate, 12345);
        int kept = 0;
        foreach (float value in values.Span)
        {
            kept += value != 0 ? 1 : 0;
            Assert.True(value == 0 || value == 1 / (1 - rate), $"{value} is neither dropped nor scaled");
        }

        // The number kept is binomial: six of its standard deviations are exceeded once in 500 million keys, and this
        // key is fixed. The rate itself is met to 2⁻¹⁷.
        double bound = (6 * Math.Sqrt(Count * rate * (1.0 - rate))) + (Count * Math.ScaleB(1, -17));
        Assert.InRange(kept, (Count * (1.0 - rate)) - bound, (Count * (1.0 - rate)) + bound);
        values.AssertGuards("mask");
    }

    [Fact]
    public void Apply_KeepsEveryValue_WhenTheRateIsZero()
    {
        GuardedFloats values = GuardedFloats.Random(1000, 1);
        GuardedFloats result = new(1000);
        DropoutMask.Apply(values.Pointer, result.Pointer, 1000, 0, 7);
        result.AssertEqual(values.Span, "mask");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(33)]
    public void Apply_DrawsTheSameMaskForTheSameKey_WhateverTheLength(int count)
    {
        GuardedFloats forward = Ones(count);
        GuardedFloats backward = Ones(count);
        GuardedFloats longer = Ones(count + 9);
        DropoutMask.Apply(forward.Pointer, forward.Pointer, count, 0.5f, 99);
        DropoutMask.Apply(backward.Pointer, backward.Pointer, count, 0.5f, 99);
        DropoutMask.Apply(longer.Pointer, longer.Pointer, count + 9, 0.5f, 99);
        backward.AssertEqual(forward.Span, "again");
        Assert.Equal(forward.Span.ToArray(), longer.Span[..count].ToArray());
        forward.AssertGuards("mask");
    }

    [Fact]
    public void Apply_DrawsUnrelatedMasksForDifferentKeys()
    {
        const int Count = 10_000;
        GuardedFloats one = Ones(Count);
        GuardedFloats other = Ones(Count);
        DropoutMask.Apply(one.Pointer, one.Pointer, Count, 0.5f, 1);
        DropoutMask.Apply(other.Pointer, other.Pointer, Count, 0.5f, 2);
        int agreeing = Enumerable.Range(0, Count).Count(i => one.Span[i] == other.Span[i]);

        // Half of them agree by chance; six standard deviations of √(n/4) are allowed.
        Assert.InRange(agreeing, (Count / 2) - 300, (Count / 2) + 300);
    }

    private static GuardedFloats Ones(int count)
    {
        GuardedFloats values = new(count);
        values.Span.Fill(1);
        return values;
    }
}
