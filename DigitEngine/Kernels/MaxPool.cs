using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// Max-pooling of one image. The gradient goes to the first of the largest values of a window in reading order, as in PyTorch.
/// The backward pass looks for it again in the input, which costs less than storing its position.
/// </summary>
internal static unsafe class MaxPool
{
    public static void Forward<TSimd>(PoolGeometry geometry, float* input, float* output)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        bool halving = geometry.IsHalving;
        int channels = geometry.Channels;
        int row = geometry.InputWidth * channels;
        for (int y = 0; y < geometry.OutputHeight; y++)
        {
            float* window = input + ((nint)y * geometry.StrideY * row);
            for (int x = 0; x < geometry.OutputWidth; x++)
            {
                int c = 0;
                for (; c <= channels - TSimd.Count; c += TSimd.Count)
                {
                    TSimd.Store(
                        halving ? LargestOfFour<TSimd>(window + c, channels, row) : Largest<TSimd>(geometry, window + c, row),
                        output + c);
                }

                for (; c < channels; c++)
                {
                    SimdScalar.Store(Largest<SimdScalar>(geometry, window + c, row), output + c);
                }

                window += geometry.StrideX * channels;
                output += channels;
            }
        }
    }

    /// <summary>Writes the gradient of every input value of one image.</summary>
    public static void Backward<TSimd>(PoolGeometry geometry, float* input, float* outputGradient, float* inputGradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        bool halving = geometry.IsHalving;
        int channels = geometry.Channels;
        int vectors = channels / TSimd.Count * TSimd.Count;
        int row = geometry.InputWidth * channels;
        if (!halving || geometry.LeavesOver || vectors < channels)
        {
            new Span<float>(inputGradient, geometry.InputSize).Clear();
        }

        for (int y = 0; y < geometry.OutputHeight; y++)
        {
            nint window = (nint)y * geometry.StrideY * row;
            for (int x = 0; x < geometry.OutputWidth; x++)
            {
                int c = 0;
                for (; c < vectors; c += TSimd.Count)
                {
                    if (halving)
                    {
                        ScatterToFour<TSimd>(input + window + c, outputGradient + c, inputGradient + window + c, channels, row);
                    }
                    else
                    {
                        Scatter<TSimd>(geometry, input + window + c, outputGradient + c, inputGradient + window + c, row);
                    }
                }

                for (; c < channels; c++)
                {
                    Scatter<SimdScalar>(geometry, input + window + c, outputGradient + c, inputGradient + window + c, row);
                }

                window += geometry.StrideX * channels;
                outputGradient += channels;
            }
        }
    }

    /// <summary>
    /// The backward pass of one 2×2 window over rectified values. The first of the largest values gets the gradient if it passed
    /// the rectifier. The target has strides of its own, and the gradient is also added to a sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterPositive<TSimd>(
        float* window, int channels, int row, float* outputGradient, float* target, nint stepX, nint stepY, float* sum)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd largest = LargestOfFour<TSimd>(window, channels, row);
        TSimd left = TSimd.WherePositive(largest, TSimd.Load(outputGradient));
        TSimd.Store(TSimd.Add(TSimd.Load(sum), left), sum);
        left = Give(TSimd.Load(window), largest, left, target);
        left = Give(TSimd.Load(window + channels), largest, left, target + stepX);
        left = Give(TSimd.Load(window + row), largest, left, target + stepY);
        Give(TSimd.Load(window + row + channels), largest, left, target + stepY + stepX);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd LargestOfFour<TSimd>(float* window, int channels, int row)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd upper = TSimd.Max(TSimd.Load(window), TSimd.Load(window + channels));
        TSimd lower = TSimd.Max(TSimd.Load(window + row), TSimd.Load(window + row + channels));
        return TSimd.Max(upper, lower);
    }

    /// <summary><see cref="Scatter"/> for 2×2 windows that share no value, so that it can write without reading first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScatterToFour<TSimd>(float* window, float* outputGradient, float* inputGradient, int channels, int row)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd largest = LargestOfFour<TSimd>(window, channels, row);
        TSimd left = TSimd.Load(outputGradient);
        left = Give(TSimd.Load(window), largest, left, inputGradient);
        left = Give(TSimd.Load(window + channels), largest, left, inputGradient + channels);
        left = Give(TSimd.Load(window + row), largest, left, inputGradient + row);
        Give(TSimd.Load(window + row + channels), largest, left, inputGradient + row + channels);
    }

    /// <summary>
    /// Gives the rest of the gradient to a value if it is the largest one. Returns what is left, which is then 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Give<TSimd>(TSimd value, TSimd largest, TSimd left, float* gradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd.Store(TSimd.WhereEqual(value, largest, left, TSimd.Zero), gradient);
        return TSimd.WhereEqual(value, largest, TSimd.Zero, left);
    }

    private static TSimd Largest<TSimd>(PoolGeometry geometry, float* window, int row)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd largest = TSimd.Load(window);
        for (int i = 0; i < geometry.WindowHeight; i++)
        {
            for (int j = 0; j < geometry.WindowWidth; j++)
            {
                largest = TSimd.Max(largest, TSimd.Load(window + (i * row) + (j * geometry.Channels)));
            }
        }

        return largest;
    }

    private static void Scatter<TSimd>(
        PoolGeometry geometry, float* window, float* outputGradient, float* inputGradient, int row)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd largest = Largest<TSimd>(geometry, window, row);
        TSimd left = TSimd.Load(outputGradient);
        for (int i = 0; i < geometry.WindowHeight; i++)
        {
            for (int j = 0; j < geometry.WindowWidth; j++)
            {
                int place = (i * row) + (j * geometry.Channels);
                TSimd value = TSimd.Load(window + place);
                TSimd given = TSimd.WhereEqual(value, largest, left, TSimd.Zero);
                left = TSimd.WhereEqual(value, largest, TSimd.Zero, left);
                TSimd.Store(TSimd.Add(TSimd.Load(inputGradient + place), given), inputGradient + place);
            }
        }
    }
}

/// <summary>The sizes of a max-pooling over an image of height × width × channels. Windows lie inside the image.</summary>
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

    /// <summary>Whether windows of 2×2 lie next to each other. This usual pooling has a path of its own.</summary>
    public bool IsHalving => (WindowHeight, WindowWidth, StrideY, StrideX) == (2, 2, 2, 2);

    /// <summary>Whether the last rows or columns lie in no window.</summary>
    public bool LeavesOver => InputHeight % StrideY != 0 || InputWidth % StrideX != 0;

    public int InputSize => InputHeight * InputWidth * Channels;

    public int OutputSize => OutputHeight * OutputWidth * Channels;
}
