namespace DigitEngine.Kernels;

/// <summary>
/// The sizes of a two-dimensional convolution. Images are stored as height × width × channels, weights as kernel row × kernel
/// column × input channel × output channel.
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

    /// <summary>Zeros above the image. On each side there are fewer than the kernel is large.</summary>
    public int PadTop { get; init; }

    public int PadLeft { get; init; }

    public int PadBottom { get; init; }

    public int PadRight { get; init; }

    public int PaddedHeight => InputHeight + PadTop + PadBottom;

    public int PaddedWidth => InputWidth + PadLeft + PadRight;

    public int OutputHeight => ((PaddedHeight - KernelHeight) / StrideY) + 1;

    public int OutputWidth => ((PaddedWidth - KernelWidth) / StrideX) + 1;

    /// <summary>Products per output value, which is also the number of rows of the weight matrix.</summary>
    public int Depth => KernelHeight * KernelWidth * InputChannels;

    public int InputSize => InputHeight * InputWidth * InputChannels;

    public int OutputSize => OutputHeight * OutputWidth * OutputChannels;

    public int OutputPixels => OutputHeight * OutputWidth;

    /// <summary>Floats of the inputs of all output pixels, written one after the other.</summary>
    public int ColumnsSize => OutputPixels * Depth;

    public bool IsPadded => PadTop + PadLeft + PadBottom + PadRight > 0;

    /// <summary>Floats of an image with its padding.</summary>
    public int PaddedSize => PaddedHeight * PaddedWidth * InputChannels;

    /// <summary>
    /// Whether the input's gradient is computed by scattering: each output's gradient is added to the inputs that it came from.
    /// Otherwise it is gathered: each input sums over the output's gradient, which is then surrounded by zeros. Scattering is
    /// cheaper if the output is much smaller than the input.
    /// </summary>
    public bool Scatters => InputHeight * InputWidth * 4 > OutputHeight * OutputWidth * 5;

    /// <summary>Rows of the output's gradient as the backward passes read it, including zeros.</summary>
    public int SpreadHeight => Scatters ? OutputHeight : InputHeight + KernelHeight - 1;

    public int SpreadWidth => Scatters ? OutputWidth : InputWidth + KernelWidth - 1;

    public int SpreadSize => SpreadHeight * SpreadWidth * OutputChannels;

    /// <summary>Where the gradient of the first output value is in it.</summary>
    public int SpreadOrigin =>
        Scatters ? 0 : (((KernelHeight - 1 - PadTop) * SpreadWidth) + (KernelWidth - 1 - PadLeft)) * OutputChannels;

    /// <summary>Floats from the gradient of one output pixel to that of the next one to the right.</summary>
    public int SpreadStepX => (Scatters ? 1 : StrideX) * OutputChannels;

    /// <summary>Floats from the gradient of one output row to that of the next.</summary>
    public int SpreadStepY => (Scatters ? 1 : StrideY) * SpreadWidth * OutputChannels;
}
