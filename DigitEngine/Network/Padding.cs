using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>The zeros around the image that a convolution reads.</summary>
public readonly record struct Padding
{
    private Padding(bool isSame, int height, int width) => (IsSame, Height, Width) = (isSame, height, width);

    /// <summary>No padding.</summary>
    public static Padding Valid => default;

    /// <summary>
    /// As many zeros as make each side of the output ⌈input / stride⌉ long. Of an odd number, the bottom and the right get one
    /// more, as in TensorFlow and in ONNX's <c>SAME_UPPER</c>.
    /// </summary>
    public static Padding Same => new(true, 0, 0);

    /// <summary>Whether the number of zeros follows from the size of the input.</summary>
    public bool IsSame { get; }

    /// <summary>Zeros above and as many below, unless <see cref="IsSame"/>.</summary>
    public int Height { get; }

    /// <summary>Zeros on the left and as many on the right, unless <see cref="IsSame"/>.</summary>
    public int Width { get; }

    /// <summary>A fixed number of zeros on each side.</summary>
    /// <param name="height">Zeros above and as many below.</param>
    /// <param name="width">Zeros on the left and as many on the right.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Padding Of(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        return new(false, height, width);
    }

    /// <summary>Whether this padding gives a convolution the zeros that it has.</summary>
    internal bool IsOf(ConvolutionGeometry sizes) =>
        Along(sizes.InputHeight, sizes.KernelHeight, sizes.StrideY, Height) == (sizes.PadTop, sizes.PadBottom)
        && Along(sizes.InputWidth, sizes.KernelWidth, sizes.StrideX, Width) == (sizes.PadLeft, sizes.PadRight);

    /// <summary>The zeros before and after the image along one axis.</summary>
    /// <param name="size">The image's side.</param>
    /// <param name="kernel">The kernel's side.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="each">The zeros on each side, unless <see cref="IsSame"/>.</param>
    internal (int Before, int After) Along(int size, int kernel, int stride, int each)
    {
        if (!IsSame)
        {
            return (each, each);
        }

        int output = (size + stride - 1) / stride;
        int all = Math.Max(((output - 1) * stride) + kernel - size, 0);
        return (all / 2, all - (all / 2));
    }
}
