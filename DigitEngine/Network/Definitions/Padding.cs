using DigitEngine.Kernels;

namespace DigitEngine.Network;

/// <summary>Zeros around the image that a convolution reads.</summary>
public readonly record struct Padding
{
    private Padding(bool isSame, int height, int width) => (IsSame, Height, Width) = (isSame, height, width);

    /// <summary>No padding.</summary>
    public static Padding Valid => default;

    /// <summary>
    /// As much as makes the output ⌈input / stride⌉ large; an odd zero goes to the bottom and the right, as in TensorFlow
    /// and ONNX's <c>SAME_UPPER</c>.
    /// </summary>
    public static Padding Same => new(true, 0, 0);

    /// <summary>Whether the amount follows from the input's size.</summary>
    public bool IsSame { get; }

    /// <summary>Zeros above and below.</summary>
    public int Height { get; }

    /// <summary>Zeros left and right.</summary>
    public int Width { get; }

    /// <summary>So many zeros on each side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static Padding Of(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        return new(false, height, width);
    }

    /// <summary>Whether it puts those zeros around an image that a convolution has.</summary>
    internal bool IsOf(ConvolutionGeometry sizes) =>
        Along(sizes.InputHeight, sizes.KernelHeight, sizes.StrideY, Height) == (sizes.PadTop, sizes.PadBottom)
        && Along(sizes.InputWidth, sizes.KernelWidth, sizes.StrideX, Width) == (sizes.PadLeft, sizes.PadRight);

    /// <summary>The zeros before and after along one axis.</summary>
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
