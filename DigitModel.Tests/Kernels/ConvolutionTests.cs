using DigitEngine.Kernels;
using DigitEngine.Network;
using MlNetDigits.Tests.References;

namespace MlNetDigits.Tests.Kernels;

public unsafe class ConvolutionTests
{
    // Rows x columns x channels of the image, and the layer's text.
    private static readonly string[] Layers =
    [
        "2x3x1 conv 1 1x1", "5x7x7 conv 16 1x1", "3x4x8 conv 33 1x1 relu", "4x5x33 conv 10 1x1", "5x6x3 conv 9 1x1 stride 2",
        "4x7x1 conv 7 3x3", "6x9x1 conv 33 3x3 same relu", "5x8x9 conv 17 3x3 pad 1", "5x4x16 conv 48 3x3 same", "9x6x17 conv 8 3x3 pad 2x1",
        "7x16x1 conv 32 3x3 valid relu", "3x31x2 conv 16 3x3 same", "3x30x8 conv 1 3x3", "7x9x8 conv 10 3x3 stride 2 same",
        "8x10x7 conv 17 3x3 stride 2 same relu", "8x9x7 conv 32 3x3 stride 1x2", "9x8x3 conv 7 3x3 stride 2x1 pad 2",
        "10x7x2 conv 10 3x3 stride 3 pad 1", "6x7x1 conv 32 5x5 pad 1", "5x6x32 conv 8 5x5 pad 1 relu", "7x6x9 conv 16 5x5 same",
        "9x11x8 conv 7 5x5 stride 2 pad 2", "5x9x17 conv 10 5x5 stride 1x2 same", "6x5x1 conv 10 2x3", "7x4x9 conv 33 2x3 same relu",
        "8x6x16 conv 1 2x3 pad 1x2", "9x7x7 conv 8 2x3 stride 1x2", "5x5x3 conv 17 2x3 stride 2x1 same", "4x6x5 conv 5 4x6", "1x9x2 conv 4 1x4 pad 0x3",
    ];

    public static TheoryData<int> Widths => KernelSet.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Forward_EqualsTheTextbook(int lanes) => ForEveryLayer(lanes, (kernels, geometry, relu, what) =>
    {
        GuardedFloats image = GuardedFloats.Random(geometry.InputSize, 1);
        GuardedFloats weights = GuardedFloats.Random(geometry.Depth * geometry.OutputChannels, 2);
        GuardedFloats bias = GuardedFloats.Random(geometry.OutputChannels, 3);
        GuardedFloats padded = Padded(geometry, image, what);
        GuardedFloats panels = new(kernels.PanelSize(geometry.Depth, geometry.OutputChannels));
        kernels.Pack(weights.Pointer, geometry.OutputChannels, geometry.Depth, geometry.OutputChannels, panels.Pointer);

        GuardedFloats output = new(geometry.OutputSize);
        kernels.ConvolutionForward(geometry, padded.Pointer, panels.Pointer, bias.Pointer, relu, output.Pointer);
        BoundedSum[] expected = ConvolutionReference.Forward(geometry, image.Span, weights.Span, bias.Span);
        output.AssertEqual([.. expected.Select(sum => relu ? sum.Rectified() : sum)], what);

        GuardedFloats unbiased = new(geometry.OutputSize);
        kernels.ConvolutionForward(geometry, padded.Pointer, panels.Pointer, null, false, unbiased.Pointer);
        unbiased.AssertEqual(ConvolutionReference.Forward(geometry, image.Span, weights.Span, []), what + " without bias");
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Spread_StopsWhatTheRectifierStopped_AndAddsTheBiasGradient(int lanes) => ForEveryLayer(lanes, (kernels, geometry, relu, what) =>
    {
        GuardedFloats gradient = GuardedFloats.Random(geometry.OutputSize, 1);
        GuardedFloats output = RectifiedOutput(geometry);
        GuardedFloats biasGradient = GuardedFloats.Random(geometry.OutputChannels, 2);
        BoundedSum[] expectedBias = [.. biasGradient.Span.ToArray().Select(start => default(BoundedSum).Plus(start))];
        float[] expected = new float[geometry.SpreadSize];
        float[] passed = Passed(gradient, relu ? output : null);
        for (int place = 0; place < passed.Length; place++)
        {
            int channel = place % geometry.OutputChannels;
            int x = place / geometry.OutputChannels % geometry.OutputWidth;
            int y = place / geometry.OutputChannels / geometry.OutputWidth;
            int pixel = geometry.SpreadOrigin + (y * geometry.SpreadStepY) + (x * geometry.SpreadStepX);
            expected[pixel + channel] = passed[place];
            expectedBias[channel] = expectedBias[channel].Plus(passed[place]);
        }

        GuardedFloats spread = GuardedFloats.Zeros(geometry.SpreadSize);
        kernels.Spread(geometry, gradient.Pointer, relu ? output.Pointer : null, spread.Pointer, biasGradient.Pointer);
        spread.AssertEqual(expected, what);
        biasGradient.AssertEqual(expectedBias, what);

        GuardedFloats unbiased = GuardedFloats.Zeros(geometry.SpreadSize);
        kernels.Spread(geometry, gradient.Pointer, relu ? output.Pointer : null, unbiased.Pointer, null);
        unbiased.AssertEqual(expected, what + " without bias");
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void WeightGradient_EqualsTheTextbook_AndAddsUp(int lanes) => ForEveryLayer(lanes, (kernels, geometry, relu, what) =>
    {
        GuardedFloats image = GuardedFloats.Random(geometry.InputSize, 1);
        GuardedFloats gradient = GuardedFloats.Random(geometry.OutputSize, 2);
        GuardedFloats padded = Padded(geometry, image, what);
        GuardedFloats spread = GuardedFloats.Zeros(geometry.SpreadSize);
        kernels.Spread(geometry, gradient.Pointer, null, spread.Pointer, null);
        BoundedSum[] expected = ConvolutionReference.WeightGradient(geometry, image.Span, gradient.Span);

        GuardedFloats weightGradient = new(expected.Length);
        kernels.ConvolutionWeightGradient(geometry, padded.Pointer, spread.Pointer, false, weightGradient.Pointer);
        weightGradient.AssertEqual(expected, what);

        kernels.ConvolutionWeightGradient(geometry, padded.Pointer, spread.Pointer, true, weightGradient.Pointer);
        weightGradient.AssertEqual(
            [.. expected.Select(sum => new BoundedSum(2 * sum.Value, 2 * sum.Magnitude, 2 * sum.Terms))], what + " twice");
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void InputGradient_EqualsTheTextbook(int lanes) => ForEveryLayer(lanes, (kernels, geometry, relu, what) =>
    {
        GuardedFloats weights = GuardedFloats.Random(geometry.Depth * geometry.OutputChannels, 1);
        GuardedFloats gradient = GuardedFloats.Random(geometry.OutputSize, 2);
        GuardedFloats spread = GuardedFloats.Zeros(geometry.SpreadSize);
        GuardedFloats panels = GuardedFloats.Zeros(kernels.InputGradientPackedSize(geometry));
        GuardedFloats scratch = new(ConvolutionInputGradient.ScratchSize(geometry));
        GuardedFloats turned = new(weights.Span.Length);
        GuardedFloats inputGradient = new(geometry.InputSize);

        kernels.Spread(geometry, gradient.Pointer, null, spread.Pointer, null);
        kernels.PackForInputGradient(geometry, weights.Pointer, panels.Pointer, turned.Pointer);
        kernels.ConvolutionInputGradient(geometry, spread.Pointer, panels.Pointer, inputGradient.Pointer, scratch.Pointer);

        // Zeros that are spread in between are terms, too, but add nothing to the error: the bound stays.
        BoundedSum[] expected = ConvolutionReference.InputGradient(geometry, gradient.Span, weights.Span);
        ConvolutionGeometry gathering = ConvolutionInputGradient.Gathering(geometry);
        if (!geometry.Scatters && Winograd.Suits(gathering))
        {
            BoundedSum[] bounds = WinogradReference.Forward(gathering, spread.Span, Turned(geometry, weights.Span), []);
            expected = [.. expected.Zip(bounds, (sum, bound) => bound with { Value = sum.Value })];
        }

        inputGradient.AssertEqual(expected, what);
        turned.AssertGuards(what);
        panels.AssertGuards(what);
        scratch.AssertGuards(what);
    });

    [Fact]
    public void Layers_TakeBothWaysToTheInputGradient()
    {
        List<bool> scatters = [];
        ForEveryLayer(1, (_, geometry, _, _) => scatters.Add(geometry.Scatters));
        Assert.InRange(scatters.Count(way => way), 5, scatters.Count - 5);
    }

    private static void ForEveryLayer(int lanes, Action<KernelSet, ConvolutionGeometry, bool, string> check)
    {
        foreach (string text in Layers)
        {
            string[] parts = text.Split(' ', 2);
            int[] sides = [.. parts[0].Split('x').Select(int.Parse)];
            ConvolutionDefinition layer = (ConvolutionDefinition)NetworkText.Parse(parts[1])[0];
            check(KernelSet.For(lanes), layer.Geometry(new(sides[0], sides[1], sides[2])), layer.Relu, text);
        }
    }

    /// <summary>The kernel turned by 180° with input and output channels exchanged.</summary>
    private static float[] Turned(ConvolutionGeometry geometry, ReadOnlySpan<float> weights)
    {
        int places = geometry.KernelHeight * geometry.KernelWidth;
        float[] turned = new float[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            int output = i % geometry.OutputChannels;
            int input = i / geometry.OutputChannels % geometry.InputChannels;
            int place = places - 1 - (i / geometry.OutputChannels / geometry.InputChannels);
            turned[(((place * geometry.OutputChannels) + output) * geometry.InputChannels) + input] = weights[i];
        }

        return turned;
    }

    /// <summary>The image with zeros around it, put together here so that what the kernel makes of it can be compared.</summary>
    private static GuardedFloats Padded(ConvolutionGeometry geometry, GuardedFloats image, string what)
    {
        float[] expected = new float[geometry.PaddedSize];
        int row = geometry.InputWidth * geometry.InputChannels;
        for (int i = 0; i < geometry.InputSize; i++)
        {
            int y = (i / row) + geometry.PadTop;
            int x = (i % row) + (geometry.PadLeft * geometry.InputChannels);
            expected[(y * geometry.PaddedWidth * geometry.InputChannels) + x] = image.Span[i];
        }

        GuardedFloats padded = GuardedFloats.Zeros(geometry.PaddedSize);
        Convolution.Pad(geometry, image.Pointer, padded.Pointer);
        padded.AssertEqual(expected, what);
        return padded;
    }

    /// <summary>What a rectifier may give: positive numbers and zeros.</summary>
    private static GuardedFloats RectifiedOutput(ConvolutionGeometry geometry)
    {
        GuardedFloats output = GuardedFloats.Random(geometry.OutputSize, 7);
        foreach (ref float value in output.Span)
        {
            value = Math.Max(0, value);
        }

        return output;
    }

    private static float[] Passed(GuardedFloats gradient, GuardedFloats? output)
    {
        float[] passed = gradient.Span.ToArray();
        for (int i = 0; i < passed.Length && output is not null; i++)
        {
            passed[i] = output.Span[i] > 0 ? passed[i] : 0;
        }

        return passed;
    }
}
