namespace DigitModel.Kernels;

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

    public bool IsPadded => PadTop + PadLeft + PadBottom + PadRight > 0;

    /// <summary>Floats of an image with its padding written out.</summary>
    public int PaddedSize => PaddedHeight * PaddedWidth * InputChannels;

    /// <summary>
    /// The output's gradient, spread by the strides and surrounded by zeros so that a stride-1 convolution of it with
    /// the turned kernel gives the input's gradient.
    /// </summary>
    public int SpreadHeight => InputHeight + KernelHeight - 1;

    public int SpreadWidth => InputWidth + KernelWidth - 1;

    public int SpreadSize => SpreadHeight * SpreadWidth * OutputChannels;

    /// <summary>Where the first output value's gradient lies in the spread image, and how far apart the next ones are.</summary>
    public int SpreadOrigin => (((KernelHeight - 1 - PadTop) * SpreadWidth) + (KernelWidth - 1 - PadLeft)) * OutputChannels;
}
