using DigitEngine.Kernels;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

/// <summary>Winograd's way of a convolution against the textbook's.</summary>
public unsafe class WinogradTests
{
    // Height, width, channels in and out, zeros around: odd and even outputs, one tile, several blocks of tiles, part registers.
    private static readonly int[][] Layers =
        [[3, 3, 16, 16, 0], [4, 5, 17, 33, 0], [5, 4, 16, 49, 1], [6, 6, 48, 16, 0], [16, 19, 16, 18, 1], [9, 2, 20, 16, 2]];

    public static TheoryData<int> Widths => KernelSet.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Forward_EqualsTheTextbook_WithinItsBound(int lanes)
    {
        KernelSet kernels = KernelSet.For(lanes);
        foreach (int[] layer in Layers)
        {
            foreach (bool relu in (bool[])[false, true])
            {
                Check(kernels, Geometry(layer), relu, $"{string.Join(' ', layer)} {relu}");
            }
        }
    }

    [Fact]
    public void Suits_OnlyWhatItCanDoAndGainsBy()
    {
        ConvolutionGeometry good = Geometry([8, 8, 16, 16, 1]);
        Assert.True(Winograd.Suits(good));
        Assert.False(Winograd.Suits(good with { KernelWidth = 5 }));
        Assert.False(Winograd.Suits(good with { KernelHeight = 1 }));
        Assert.False(Winograd.Suits(good with { StrideX = 2 }));
        Assert.False(Winograd.Suits(good with { StrideY = 2 }));
        Assert.False(Winograd.Suits(good with { InputChannels = 1 }));
        Assert.False(Winograd.Suits(good with { OutputChannels = 8 }));
    }

    /// <summary>Through pooling is the same as first through the pooling and then through the rectifier.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void SpreadThroughPool_EqualsPoolingThenSpread(int lanes)
    {
        KernelSet kernels = KernelSet.For(lanes);
        foreach (int[] layer in (int[][])[[7, 6, 2, 5, 1], [6, 9, 1, 16, 0], [8, 7, 3, 35, 2]])
        {
            ConvolutionGeometry geometry = Geometry(layer);
            PoolGeometry pool = new()
            {
                InputHeight = geometry.OutputHeight,
                InputWidth = geometry.OutputWidth,
                Channels = geometry.OutputChannels,
                WindowHeight = 2,
                WindowWidth = 2,
                StrideY = 2,
                StrideX = 2,
            };
            GuardedFloats output = GuardedFloats.Random(geometry.OutputSize, 1);
            foreach (ref float value in output.Span)
            {
                // Coarse, so that there are ties, and mostly stopped by the rectifier.
                value = MathF.Max(0, MathF.Round(value * 3));
            }

            GuardedFloats pooledGradient = GuardedFloats.Random(pool.OutputSize, 2);
            GuardedFloats between = new(pool.InputSize);
            GuardedFloats expected = GuardedFloats.Zeros(geometry.SpreadSize), spread = GuardedFloats.Zeros(geometry.SpreadSize);
            GuardedFloats expectedBias = GuardedFloats.Zeros(geometry.OutputChannels), bias = GuardedFloats.Zeros(geometry.OutputChannels);
            kernels.PoolBackward(pool, output.Pointer, pooledGradient.Pointer, between.Pointer);
            kernels.Spread(geometry, between.Pointer, output.Pointer, expected.Pointer, expectedBias.Pointer);

            kernels.SpreadThroughPool(geometry, pool, pooledGradient.Pointer, output.Pointer, spread.Pointer, bias.Pointer);

            spread.AssertEqual(expected.Span.ToArray(), string.Join(' ', layer));
            for (int c = 0; c < geometry.OutputChannels; c++)
            {
                // The same few numbers, zeros left out, in another order.
                Assert.Equal(expectedBias.Span[c], bias.Span[c], 1e-5f);
            }
        }
    }

    private static void Check(KernelSet kernels, ConvolutionGeometry geometry, bool relu, string what)
    {
        GuardedFloats image = GuardedFloats.Random(geometry.InputSize, 1);
        GuardedFloats weights = GuardedFloats.Random(geometry.Depth * geometry.OutputChannels, 2);
        GuardedFloats bias = GuardedFloats.Random(geometry.OutputChannels, 3);
        GuardedFloats padded = GuardedFloats.Zeros(geometry.PaddedSize);
        Convolution.Pad(geometry, image.Pointer, padded.Pointer);
        GuardedFloats panels = GuardedFloats.Zeros(kernels.WinogradPackedSize(geometry));
        kernels.WinogradPack(geometry, weights.Pointer, panels.Pointer);
        GuardedFloats scratch = new(Winograd.ScratchSize(geometry));
        GuardedFloats output = new(geometry.OutputSize);

        kernels.WinogradForward(geometry, padded.Pointer, panels.Pointer, bias.Pointer, relu, output.Pointer, scratch.Pointer);

        BoundedSum[] expected = WinogradReference.Forward(geometry, image.Span, weights.Span, bias.Span);
        output.AssertEqual([.. expected.Select(sum => relu ? sum.Rectified() : sum)], what);
        panels.AssertGuards(what);
        scratch.AssertGuards(what);
    }

    private static ConvolutionGeometry Geometry(int[] layer) => new()
    {
        InputHeight = layer[0],
        InputWidth = layer[1],
        InputChannels = layer[2],
        OutputChannels = layer[3],
        KernelHeight = 3,
        KernelWidth = 3,
        PadTop = layer[4],
        PadLeft = layer[4],
        PadBottom = layer[4],
        PadRight = layer[4],
    };
}
