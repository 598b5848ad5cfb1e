namespace DigitModel.Kernels;

/// <summary>
/// Max-pooling of one image. The gradient goes to the first largest value of a window, in reading order, as PyTorch's
/// does; it is found again from the input, which costs less than storing where it was.
/// </summary>
internal static unsafe class MaxPool
{
    public static void Forward<TLanes>(PoolGeometry geometry, float* input, float* output)
        where TLanes : unmanaged, ILanes<TLanes>
    {
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
                    TLanes.Store(Largest<TLanes>(geometry, window + c, row), output + c);
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
        int channels = geometry.Channels;
        int row = geometry.InputWidth * channels;
        new Span<float>(inputGradient, geometry.InputSize).Clear();
        for (int y = 0; y < geometry.OutputHeight; y++)
        {
            nint window = (nint)y * geometry.StrideY * row;
            for (int x = 0; x < geometry.OutputWidth; x++)
            {
                int c = 0;
                for (; c <= channels - TLanes.Count; c += TLanes.Count)
                {
                    Scatter<TLanes>(geometry, input + window + c, outputGradient + c, inputGradient + window + c, row);
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
