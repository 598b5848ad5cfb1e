namespace DigitEngine.Kernels;

/// <summary>The sizes of a max-pooling over images that lie as height, width, channels. Windows lie inside the image.</summary>
internal sealed record PoolGeometry
{
    public required int InputHeight { get; init; }

    public required int InputWidth { get; init; }

    public required int Channels { get; init; }

    public required int WindowHeight { get; init; }

    public required int WindowWidth { get; init; }

    public required int StrideY { get; init; }

    public required int StrideX { get; init; }

    public int OutputHeight => ((InputHeight - WindowHeight) / StrideY) + 1;

    public int OutputWidth => ((InputWidth - WindowWidth) / StrideX) + 1;

    /// <summary>Windows of 2×2 beside each other: the usual pooling, which has a path of its own.</summary>
    public bool IsHalving => (WindowHeight, WindowWidth, StrideY, StrideX) == (2, 2, 2, 2);

    /// <summary>Whether some rows or columns at the end lie in no window.</summary>
    public bool LeavesOver => InputHeight % StrideY != 0 || InputWidth % StrideX != 0;

    public int InputSize => InputHeight * InputWidth * Channels;

    public int OutputSize => OutputHeight * OutputWidth * Channels;
}
