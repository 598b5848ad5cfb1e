namespace DigitPictures.Formats;

/// <summary>One pass of a PNG: every so many pixels of every so many rows, from a first one on.</summary>
internal readonly record struct PngPass(int Left, int Top, int StepX, int StepY)
{
    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    public static ReadOnlySpan<PngPass> Of(bool isInterlaced) => isInterlaced ? Adam7 : Whole;

    /// <summary>The pass's own pixels in a picture of the given size; a small one may leave it none.</summary>
    public (int Width, int Height) SizeIn(int width, int height) =>
        ((width - Left + StepX - 1) / StepX, (height - Top + StepY - 1) / StepY);
}
