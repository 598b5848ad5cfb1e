using DigitEngine;
using DigitEngine.Kernels;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public unsafe class MaxPoolTests
{
    private static readonly int[] ChannelCounts = [1, 3, 7, 8, 9, 16, 17, 33];

    // Rows, columns, window rows and columns, strides: beside each other, with rows and columns left over, overlapping,
    // with gaps, the whole image.
    private static readonly (int, int, int, int, int, int)[] Sizes =
    [
        (4, 6, 2, 2, 2, 2), (5, 7, 2, 2, 2, 2), (4, 5, 2, 2, 1, 1), (7, 5, 3, 2, 3, 2), (7, 6, 3, 2, 1, 2),
        (5, 9, 2, 3, 3, 4), (3, 4, 3, 4, 1, 1), (3, 2, 1, 1, 1, 1), (5, 4, 3, 3, 2, 1),
    ];

    public static TheoryData<int> Widths => KernelSet.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Forward_GivesTheLargestValueOfEachWindow(int lanes) => ForEveryGeometry(geometry =>
    {
        GuardedFloats input = Input(geometry);
        GuardedFloats output = new(geometry.OutputSize);

        KernelSet.For(lanes).PoolForward(geometry, input.Pointer, output.Pointer);

        float[] values = input.Span.ToArray();
        int[] winners = MaxPoolReference.Winners<float>(geometry, values);
        output.AssertEqual([.. winners.Select(place => values[place])], geometry.ToString());
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Backward_GivesTheGradientToTheFirstLargestValue(int lanes) => ForEveryGeometry(geometry =>
    {
        GuardedFloats input = Input(geometry);
        GuardedFloats gradient = GuardedFloats.Random(geometry.OutputSize, 5);
        GuardedFloats inputGradient = new(geometry.InputSize);

        KernelSet.For(lanes).PoolBackward(geometry, input.Pointer, gradient.Pointer, inputGradient.Pointer);

        int[] winners = MaxPoolReference.Winners<float>(geometry, input.Span);
        BoundedSum[] expected = new BoundedSum[geometry.InputSize];
        for (int i = 0; i < winners.Length; i++)
        {
            expected[winners[i]] = expected[winners[i]].Plus(gradient.Span[i]);
        }

        inputGradient.AssertEqual(expected, geometry.ToString());
    });

    private static void ForEveryGeometry(Action<PoolGeometry> check)
    {
        foreach ((int height, int width, int windowHeight, int windowWidth, int strideY, int strideX) in Sizes)
        {
            foreach (int channels in ChannelCounts)
            {
                check(new()
                {
                    InputHeight = height,
                    InputWidth = width,
                    Channels = channels,
                    WindowHeight = windowHeight,
                    WindowWidth = windowWidth,
                    StrideY = strideY,
                    StrideX = strideX,
                });
            }
        }
    }

    /// <summary>Few different values, negative ones among them, so that most windows hold a tie.</summary>
    private static GuardedFloats Input(PoolGeometry geometry)
    {
        GuardedFloats input = new(geometry.InputSize);
        SeededRandom random = new(3);
        foreach (ref float value in input.Span)
        {
            value = random.NextInt32(3) - 2;
        }

        return input;
    }
}
