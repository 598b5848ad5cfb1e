namespace DigitEngine.Kernels;

/// <summary>
/// The sizes of a two-dimensional convolution. Images lie row by row with their channels innermost (height, width,
/// channels); weights lie as kernel row, kernel column, input channel, output channel.
/// </summary>
internal sealed record ConvolutionGeometry
{
    public required int InputHeight { get; init; }

    public required int InputWidth { get; init; }

    public required int InputChannels { get; init; }

    public required int OutputChannels { get; init; }

    public required int KernelHeight { get; init; }

    public required int KernelWidth { get; init; }

    public int StrideY { get; init; } = 1;

    public int StrideX { get; init; } = 1;

    /// <summary>Zeros around the image; each side's must be smaller than the kernel's extent.</summary>
    public int PadTop { get; init; }

    public int PadLeft { get; init; }

    public int PadBottom { get; init; }

    public int PadRight { get; init; }

    public int PaddedHeight => InputHeight + PadTop + PadBottom;

    public int PaddedWidth => InputWidth + PadLeft + PadRight;

    public int OutputHeight => ((PaddedHeight - KernelHeight) / StrideY) + 1;

    public int OutputWidth => ((PaddedWidth - KernelWidth) / StrideX) + 1;

    /// <summary>Products in each output value, and rows of the weight matrix.</summary>
    public int Depth => KernelHeight * KernelWidth * InputChannels;

    public int InputSize => InputHeight * InputWidth * InputChannels;

    public int OutputSize => OutputHeight * OutputWidth * OutputChannels;

    public int OutputPixels => OutputHeight * OutputWidth;

    /// <summary>Floats of all output pixels' inputs, written out one after the other.</summary>
    public int ColumnsSize => OutputPixels * Depth;

    public bool IsPadded => PadTop + PadLeft + PadBottom + PadRight > 0;

    /// <summary>Floats of an image with its padding written out.</summary>
    public int PaddedSize => PaddedHeight * PaddedWidth * InputChannels;

    /// <summary>
    /// Whether the input's gradient is found by scattering each output's gradient to its inputs, instead of gathering for
    /// each input from a gradient surrounded by zeros: cheaper where the output is much smaller than the input.
    /// </summary>
    public bool Scatters => InputHeight * InputWidth * 4 > OutputHeight * OutputWidth * 5;

    /// <summary>Rows of the output's gradient as the backward passes read it, zeros included.</summary>
    public int SpreadHeight => Scatters ? OutputHeight : InputHeight + KernelHeight - 1;

    public int SpreadWidth => Scatters ? OutputWidth : InputWidth + KernelWidth - 1;

    public int SpreadSize => SpreadHeight * SpreadWidth * OutputChannels;

    /// <summary>Where the first output value's gradient lies in it.</summary>
    public int SpreadOrigin =>
        Scatters ? 0 : (((KernelHeight - 1 - PadTop) * SpreadWidth) + (KernelWidth - 1 - PadLeft)) * OutputChannels;

    /// <summary>Floats from the gradient of one output value to that of the next one to the right.</summary>
    public int SpreadStepX => (Scatters ? 1 : StrideX) * OutputChannels;

    /// <summary>Floats from one output row's gradient to the next.</summary>
    public int SpreadStepY => (Scatters ? 1 : StrideY) * SpreadWidth * OutputChannels;
}
