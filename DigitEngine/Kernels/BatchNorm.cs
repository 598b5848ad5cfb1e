namespace DigitEngine.Kernels;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015) over rows of channels, where a row is one pixel of one image. Sums are taken
/// over the rows of one piece of the batch, so that the pieces can then be added in a fixed order, whichever threads computed
/// them.
/// </summary>
internal static unsafe class BatchNorm
{
    /// <summary>sums[c] = Σ (x − shift[c]), squares[c] = Σ (x − shift[c])². The shift avoids cancellation in the variance.</summary>
    public static void Sums<TSimd>(int rows, int channels, float* x, float* shift, float* sums, float* squares)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        new Span<float>(sums, channels).Clear();
        new Span<float>(squares, channels).Clear();
        for (int row = 0; row < rows; row++, x += channels)
        {
            int c = 0;
            for (; c <= channels - TSimd.Count; c += TSimd.Count)
            {
                AddSquare<TSimd>(x, shift, sums, squares, c);
            }

            for (; c < channels; c++)
            {
                AddSquare<SimdScalar>(x, shift, sums, squares, c);
            }
        }
    }

    /// <summary>y = x · scale[c] + offset[c], or the maximum of that and 0 with <paramref name="relu"/>.</summary>
    public static void Apply<TSimd>(int rows, int channels, float* x, float* scale, float* offset, bool relu, float* y)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        float floor = relu ? 0 : float.NegativeInfinity;
        for (int row = 0; row < rows; row++, x += channels, y += channels)
        {
            int c = 0;
            for (; c <= channels - TSimd.Count; c += TSimd.Count)
            {
                ApplyLanes<TSimd>(x, scale, offset, floor, y, c);
            }

            for (; c < channels; c++)
            {
                ApplyLanes<SimdScalar>(x, scale, offset, floor, y, c);
            }
        }
    }

    /// <summary>
    /// sums[c] = Σ gradient, products[c] = Σ gradient · (x − mean[c]). If y is not null, it is the rectified output, and the
    /// gradient is first set to 0 where y is not above 0.
    /// </summary>
    public static void GradientSums<TSimd>(
        int rows, int channels, float* x, float* y, float* mean, float* gradient, float* sums, float* products)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        new Span<float>(sums, channels).Clear();
        new Span<float>(products, channels).Clear();
        for (int row = 0; row < rows; row++)
        {
            int c = 0;
            for (; c <= channels - TSimd.Count; c += TSimd.Count)
            {
                AddProduct<TSimd>(x, y, mean, gradient, sums, products, c);
            }

            for (; c < channels; c++)
            {
                AddProduct<SimdScalar>(x, y, mean, gradient, sums, products, c);
            }

            x += channels;
            y = y is null ? null : y + channels;
            gradient += channels;
        }
    }

    /// <summary>inputGradient = a[c] · gradient + b[c] · x + d[c], which the three terms of the derivative add up to.</summary>
    public static void InputGradient<TSimd>(
        int rows, int channels, float* x, float* gradient, float* a, float* b, float* d, float* inputGradient)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (int row = 0; row < rows; row++, x += channels, gradient += channels, inputGradient += channels)
        {
            int c = 0;
            for (; c <= channels - TSimd.Count; c += TSimd.Count)
            {
                Combine<TSimd>(x, gradient, a, b, d, inputGradient, c);
            }

            for (; c < channels; c++)
            {
                Combine<SimdScalar>(x, gradient, a, b, d, inputGradient, c);
            }
        }
    }

    private static void AddSquare<TSimd>(float* x, float* shift, float* sums, float* squares, int c)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd value = TSimd.Subtract(TSimd.Load(x + c), TSimd.Load(shift + c));
        TSimd.Store(TSimd.Add(TSimd.Load(sums + c), value), sums + c);
        TSimd.Store(TSimd.MultiplyAdd(value, value, TSimd.Load(squares + c)), squares + c);
    }

    private static void ApplyLanes<TSimd>(float* x, float* scale, float* offset, float floor, float* y, int c)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd value = TSimd.MultiplyAdd(TSimd.Load(x + c), TSimd.Load(scale + c), TSimd.Load(offset + c));
        TSimd.Store(TSimd.Max(TSimd.Broadcast(floor), value), y + c);
    }

    private static void AddProduct<TSimd>(
        float* x, float* y, float* mean, float* gradient, float* sums, float* products, int c)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd g = TSimd.Load(gradient + c);
        if (y is not null)
        {
            g = TSimd.WherePositive(TSimd.Load(y + c), g);
            TSimd.Store(g, gradient + c);
        }

        TSimd centred = TSimd.Subtract(TSimd.Load(x + c), TSimd.Load(mean + c));
        TSimd.Store(TSimd.Add(TSimd.Load(sums + c), g), sums + c);
        TSimd.Store(TSimd.MultiplyAdd(g, centred, TSimd.Load(products + c)), products + c);
    }

    private static void Combine<TSimd>(float* x, float* gradient, float* a, float* b, float* d, float* inputGradient, int c)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd value = TSimd.MultiplyAdd(TSimd.Load(x + c), TSimd.Load(b + c), TSimd.Load(d + c));
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(gradient + c), TSimd.Load(a + c), value), inputGradient + c);
    }
}
