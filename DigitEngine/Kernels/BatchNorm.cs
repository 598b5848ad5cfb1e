namespace DigitEngine.Kernels;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015) over rows of channels: a row is one pixel of one image. Sums over rows are
/// taken piece by piece, so that the pieces can be added in a fixed order whoever computed them.
/// </summary>
internal static unsafe class BatchNorm
{
    /// <summary>sums[c] = Σ (x − shift[c]), squares[c] = Σ (x − shift[c])²; the shift keeps the squares from cancelling.</summary>
    public static void Sums<TLanes>(int rows, int channels, float* x, float* shift, float* sums, float* squares)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        new Span<float>(sums, channels).Clear();
        new Span<float>(squares, channels).Clear();
        for (int row = 0; row < rows; row++, x += channels)
        {
            int c = 0;
            for (; c <= channels - TLanes.Count; c += TLanes.Count)
            {
                AddSquare<TLanes>(x, shift, sums, squares, c);
            }

            for (; c < channels; c++)
            {
                AddSquare<Lanes1>(x, shift, sums, squares, c);
            }
        }
    }

    /// <summary>y = x · scale[c] + offset[c], rectified if asked.</summary>
    public static void Apply<TLanes>(int rows, int channels, float* x, float* scale, float* offset, bool relu, float* y)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float floor = relu ? 0 : float.NegativeInfinity;
        for (int row = 0; row < rows; row++, x += channels, y += channels)
        {
            int c = 0;
            for (; c <= channels - TLanes.Count; c += TLanes.Count)
            {
                ApplyLanes<TLanes>(x, scale, offset, floor, y, c);
            }

            for (; c < channels; c++)
            {
                ApplyLanes<Lanes1>(x, scale, offset, floor, y, c);
            }
        }
    }

    /// <summary>
    /// gradient = gradient where y passed the rectifier; sums[c] = Σ gradient, products[c] = Σ gradient · (x − mean[c]).
    /// </summary>
    public static void GradientSums<TLanes>(
        int rows, int channels, float* x, float* y, float* mean, float* gradient, float* sums, float* products)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        new Span<float>(sums, channels).Clear();
        new Span<float>(products, channels).Clear();
        for (int row = 0; row < rows; row++)
        {
            int c = 0;
            for (; c <= channels - TLanes.Count; c += TLanes.Count)
            {
                AddProduct<TLanes>(x, y, mean, gradient, sums, products, c);
            }

            for (; c < channels; c++)
            {
                AddProduct<Lanes1>(x, y, mean, gradient, sums, products, c);
            }

            x += channels;
            y = y == null ? null : y + channels;
            gradient += channels;
        }
    }

    /// <summary>inputGradient = a[c] · gradient + b[c] · x + d[c], to which the three terms of the derivative collapse.</summary>
    public static void InputGradient<TLanes>(
        int rows, int channels, float* x, float* gradient, float* a, float* b, float* d, float* inputGradient)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int row = 0; row < rows; row++, x += channels, gradient += channels, inputGradient += channels)
        {
            int c = 0;
            for (; c <= channels - TLanes.Count; c += TLanes.Count)
            {
                Combine<TLanes>(x, gradient, a, b, d, inputGradient, c);
            }

            for (; c < channels; c++)
            {
                Combine<Lanes1>(x, gradient, a, b, d, inputGradient, c);
            }
        }
    }

    private static void AddSquare<TLanes>(float* x, float* shift, float* sums, float* squares, int c)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes value = TLanes.Subtract(TLanes.Load(x + c), TLanes.Load(shift + c));
        TLanes.Store(TLanes.Add(TLanes.Load(sums + c), value), sums + c);
        TLanes.Store(TLanes.MultiplyAdd(value, value, TLanes.Load(squares + c)), squares + c);
    }

    private static void ApplyLanes<TLanes>(float* x, float* scale, float* offset, float floor, float* y, int c)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes value = TLanes.MultiplyAdd(TLanes.Load(x + c), TLanes.Load(scale + c), TLanes.Load(offset + c));
        TLanes.Store(TLanes.Max(TLanes.Broadcast(floor), value), y + c);
    }

    private static void AddProduct<TLanes>(
        float* x, float* y, float* mean, float* gradient, float* sums, float* products, int c)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes g = TLanes.Load(gradient + c);
        if (y != null)
        {
            g = TLanes.WherePositive(TLanes.Load(y + c), g);
            TLanes.Store(g, gradient + c);
        }

        TLanes centred = TLanes.Subtract(TLanes.Load(x + c), TLanes.Load(mean + c));
        TLanes.Store(TLanes.Add(TLanes.Load(sums + c), g), sums + c);
        TLanes.Store(TLanes.MultiplyAdd(g, centred, TLanes.Load(products + c)), products + c);
    }

    private static void Combine<TLanes>(float* x, float* gradient, float* a, float* b, float* d, float* inputGradient, int c)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes value = TLanes.MultiplyAdd(TLanes.Load(x + c), TLanes.Load(b + c), TLanes.Load(d + c));
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(gradient + c), TLanes.Load(a + c), value), inputGradient + c);
    }
}
