using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// Max-pooling of one image. The gradient goes to the first largest value of a window, in reading order, as PyTorch's
/// does; it is found again from the input, which costs less than storing where it was.
/// </summary>
internal static unsafe class MaxPool
{
    public static void Forward<TLanes>(PoolGeometry geometry, float* input, float* output)
        where TLanes : unmanaged, ILanes<TLanes>
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
                for (; c <= channels - TLanes.Count; c += TLanes.Count)
                {
                    TLanes.Store(
                        halving ? LargestOfFour<TLanes>(window + c, channels, row) : Largest<TLanes>(geometry, window + c, row),
                        output + c);
                }

                for (; c < channels; c++)
                {
                    Lanes1.Store(Largest<Lanes1>(geometry, window + c, row), output + c);
                }

                window += geometry.StrideX * channels;
                output += channels;
            }
        }
    }

    /// <summary>Writes the whole input gradient of one image.</summary>
    public static void Backward<TLanes>(PoolGeometry geometry, float* input, float* outputGradient, float* inputGradient)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        bool halving = geometry.IsHalving;
        int channels = geometry.Channels;
        int vectors = channels / TLanes.Count * TLanes.Count;
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
                for (; c < vectors; c += TLanes.Count)
                {
                    if (halving)
                    {
                        ScatterToFour<TLanes>(input + window + c, outputGradient + c, inputGradient + window + c, channels, row);
                    }
                    else
                    {
                        Scatter<TLanes>(geometry, input + window + c, outputGradient + c, inputGradient + window + c, row);
                    }
                }

                for (; c < channels; c++)
                {
                    Scatter<Lanes1>(geometry, input + window + c, outputGradient + c, inputGradient + window + c, row);
                }

                window += geometry.StrideX * channels;
                outputGradient += channels;
            }
        }
    }

    /// <summary>
    /// One window's gradient of 2×2 pooling over rectified values, given to the first largest of the four if it passed the
    /// rectifier, at distances of its own, and added to a sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterPositive<TLanes>(
        float* window, int channels, int row, float* outputGradient, float* target, nint stepX, nint stepY, float* sum)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes largest = LargestOfFour<TLanes>(window, channels, row);
        TLanes left = TLanes.WherePositive(largest, TLanes.Load(outputGradient));
        TLanes.Store(TLanes.Add(TLanes.Load(sum), left), sum);
        left = Give(TLanes.Load(window), largest, left, target);
        left = Give(TLanes.Load(window + channels), largest, left, target + stepX);
        left = Give(TLanes.Load(window + row), largest, left, target + stepY);
        Give(TLanes.Load(window + row + channels), largest, left, target + stepY + stepX);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes LargestOfFour<TLanes>(float* window, int channels, int row)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes upper = TLanes.Max(TLanes.Load(window), TLanes.Load(window + channels));
        TLanes lower = TLanes.Max(TLanes.Load(window + row), TLanes.Load(window + row + channels));
        return TLanes.Max(upper, lower);
    }

    /// <summary>What <see cref="Scatter"/> does, for windows that share no value: it writes without reading first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScatterToFour<TLanes>(float* window, float* outputGradient, float* inputGradient, int channels, int row)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes largest = LargestOfFour<TLanes>(window, channels, row);
        TLanes left = TLanes.Load(outputGradient);
        left = Give(TLanes.Load(window), largest, left, inputGradient);
        left = Give(TLanes.Load(window + channels), largest, left, inputGradient + channels);
        left = Give(TLanes.Load(window + row), largest, left, inputGradient + row);
        Give(TLanes.Load(window + row + channels), largest, left, inputGradient + row + channels);
    }

    /// <summary>Gives what is left of the gradient to a value if it is the largest; returns what is left afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Give<TLanes>(TLanes value, TLanes largest, TLanes left, float* gradient)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes.Store(TLanes.WhereEqual(value, largest, left, TLanes.Zero), gradient);
        return TLanes.WhereEqual(value, largest, TLanes.Zero, left);
    }

    private static TLanes Largest<TLanes>(PoolGeometry geometry, float* window, int row)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes largest = TLanes.Load(window);
        for (int i = 0; i < geometry.WindowHeight; i++)
        {
            for (int j = 0; j < geometry.WindowWidth; j++)
            {
                largest = TLanes.Max(largest, TLanes.Load(window + (i * row) + (j * geometry.Channels)));
            }
        }

        return largest;
    }

    private static void Scatter<TLanes>(
        PoolGeometry geometry, float* window, float* outputGradient, float* inputGradient, int row)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes largest = Largest<TLanes>(geometry, window, row);
        TLanes left = TLanes.Load(outputGradient);
        for (int i = 0; i < geometry.WindowHeight; i++)
        {
            for (int j = 0; j < geometry.WindowWidth; j++)
            {
                int place = (i * row) + (j * geometry.Channels);
                TLanes value = TLanes.Load(window + place);
                TLanes given = TLanes.WhereEqual(value, largest, left, TLanes.Zero);
                left = TLanes.WhereEqual(value, largest, TLanes.Zero, left);
                TLanes.Store(TLanes.Add(TLanes.Load(inputGradient + place), given), inputGradient + place);
            }
        }
    }
}
