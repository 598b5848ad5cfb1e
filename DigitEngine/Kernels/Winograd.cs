using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// Convolution with 3×3 kernels and stride 1 by Winograd's F(2×2, 3×3) (Lavin and Gray 2016), which takes sixteen products for
/// four outputs instead of thirty-six. Tiles of 4×4 inputs and the weights are transformed, multiplied place by place as sixteen
/// matrix products, and transformed back. A transform adds at most four values, so rounding errors grow only by a small factor.
/// </summary>
internal static unsafe class Winograd
{
    private const int Places = 16;

    /// <summary>With fewer channels than this the transforms cost more than they save.</summary>
    private const int FewestChannels = 16;

    /// <summary>The most tiles that are transformed and multiplied together: all of it stays in the second-level cache.</summary>
    private const int LargestBlock = 56;

    /// <summary>Whether a convolution can be computed this way and is faster for it.</summary>
    public static bool Suits(ConvolutionGeometry geometry) =>
        geometry is { KernelHeight: 3, KernelWidth: 3, StrideY: 1, StrideX: 1 }
        && geometry.InputChannels >= FewestChannels
        && geometry.OutputChannels >= FewestChannels;

    /// <summary>Floats of the transformed weights.</summary>
    public static int PackedSize<TSimd>(ConvolutionGeometry geometry)
        where TSimd : unmanaged, ISimd<TSimd> =>
        Places * PackedMatrix.SizeOf<TSimd>(geometry.InputChannels, geometry.OutputChannels);

    /// <summary>Floats of scratch memory: transformed inputs, products, and one tile at the edge of the image.</summary>
    public static int ScratchSize(ConvolutionGeometry geometry) =>
        Places * ((BlockOf(geometry) * (geometry.InputChannels + geometry.OutputChannels)) + geometry.InputChannels);

    /// <summary>Transforms and packs the weights: G·g·Gᵀ for each pair of channels.</summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="weights">Kernel row × kernel column × input channel × output channel.</param>
    /// <param name="panels">Receives sixteen packed matrices, one per place; must be zero where they are filled up.</param>
    public static void Pack<TSimd>(ConvolutionGeometry geometry, float* weights, float* panels)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int inputs = geometry.InputChannels, outputs = geometry.OutputChannels;
        int pairs = inputs * outputs;
        int size = PackedMatrix.SizeOf<TSimd>(inputs, outputs);
        for (int column = 0; column < outputs; column += TileShapes<TSimd>.PanelWidth)
        {
            int width = TileShapes<TSimd>.WidthOf(outputs - column);
            int existing = Math.Min(width, outputs - column);
            float* panel = panels + ((nint)column * inputs);
            for (int input = 0; input < inputs; input++)
            {
                float* source = weights + ((nint)input * outputs) + column;
                int j = 0;
                for (; j <= existing - TSimd.Count; j += TSimd.Count)
                {
                    TransformWeights<TSimd>(source + j, pairs, panel + j, size);
                }

                for (; j < existing; j++)
                {
                    TransformWeights<SimdScalar>(source + j, pairs, panel + j, size);
                }

                panel += width;
            }
        }
    }

    /// <summary><see cref="Convolution.Forward"/> with weights from <see cref="Pack"/>.</summary>
    public static void Forward<TSimd>(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output, float* scratch)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int tiles = TilesDown(geometry) * TilesAcross(geometry);
        int block = BlockOf(geometry);
        int inputs = geometry.InputChannels, outputs = geometry.OutputChannels;
        int size = PackedMatrix.SizeOf<TSimd>(inputs, outputs);
        float* transformed = scratch;
        float* products = transformed + (Places * block * inputs);
        float* edge = products + (Places * block * outputs);
        for (int first = 0; first < tiles; first += block)
        {
            int count = Math.Min(block, tiles - first);
            for (int tile = 0; tile < count; tile++)
            {
                TransformInput<TSimd>(geometry, padded, first + tile, transformed + (tile * inputs), block * inputs, edge);
            }

            for (int place = 0; place < Places; place++)
            {
                DenseLayerKernel.ForwardPacked<TSimd>(
                    count,
                    inputs,
                    outputs,
                    transformed + (place * block * inputs),
                    panels + ((nint)place * size),
                    null,
                    false,
                    products + (place * block * outputs));
            }

            for (int tile = 0; tile < count; tile++)
            {
                TransformOutput<TSimd>(geometry, products + (tile * outputs), block * outputs, bias, relu, first + tile, output);
            }
        }
    }

    /// <summary>
    /// Nine weights that are <paramref name="step"/> floats apart become sixteen that are <paramref name="stride"/> floats apart.
    /// Loading a model runs this once for each weight, too seldom for the compiler to optimize it by itself.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformWeights<TSimd>(float* weights, int step, float* transformed, int stride)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        Stretch(
            TSimd.Load(weights), TSimd.Load(weights + (3 * step)), TSimd.Load(weights + (6 * step)), out TSimd a0, out TSimd b0, out TSimd c0, out TSimd d0);
        weights += step;
        Stretch(
            TSimd.Load(weights), TSimd.Load(weights + (3 * step)), TSimd.Load(weights + (6 * step)), out TSimd a1, out TSimd b1, out TSimd c1, out TSimd d1);
        weights += step;
        Stretch(
            TSimd.Load(weights), TSimd.Load(weights + (3 * step)), TSimd.Load(weights + (6 * step)), out TSimd a2, out TSimd b2, out TSimd c2, out TSimd d2);
        StoreRow(a0, a1, a2, transformed, stride);
        StoreRow(b0, b1, b2, transformed + (4 * stride), stride);
        StoreRow(c0, c1, c2, transformed + (8 * stride), stride);
        StoreRow(d0, d1, d2, transformed + (12 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TSimd>(TSimd left, TSimd middle, TSimd right, float* transformed, int stride)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        Stretch(left, middle, right, out TSimd a, out TSimd b, out TSimd c, out TSimd d);
        TSimd.Store(a, transformed);
        TSimd.Store(b, transformed + stride);
        TSimd.Store(c, transformed + (2 * stride));
        TSimd.Store(d, transformed + (3 * stride));
    }

    /// <summary>One column of G·g, in which three values become four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Stretch<TSimd>(
        TSimd first, TSimd second, TSimd third, out TSimd a, out TSimd b, out TSimd c, out TSimd d)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd half = TSimd.Broadcast(0.5f);
        TSimd ends = TSimd.Add(first, third);
        a = first;
        b = TSimd.Multiply(half, TSimd.Add(ends, second));
        c = TSimd.Multiply(half, TSimd.Subtract(ends, second));
        d = third;
    }

    private static int TilesDown(ConvolutionGeometry geometry) => (geometry.OutputHeight + 1) / 2;

    private static int TilesAcross(ConvolutionGeometry geometry) => (geometry.OutputWidth + 1) / 2;

    /// <summary>Tiles in a block. Blocks are as equal as possible.</summary>
    private static int BlockOf(ConvolutionGeometry geometry)
    {
        int tiles = TilesDown(geometry) * TilesAcross(geometry);
        int blocks = (tiles + LargestBlock - 1) / LargestBlock;
        return (tiles + blocks - 1) / blocks;
    }

    /// <summary>Bᵀ·d·B of one tile for every channel. The sixteen places are <paramref name="stride"/> floats apart.</summary>
    private static void TransformInput<TSimd>(
        ConvolutionGeometry geometry, float* padded, int tile, float* transformed, int stride, float* edge)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int channels = geometry.InputChannels;
        int y = 2 * (tile / TilesAcross(geometry)), x = 2 * (tile % TilesAcross(geometry));
        int row = geometry.PaddedWidth * channels;
        float* source = padded + (y * row) + (x * channels);
        if (y + 4 > geometry.PaddedHeight || x + 4 > geometry.PaddedWidth)
        {
            CopyEdge(geometry, source, Math.Min(4, geometry.PaddedHeight - y), Math.Min(4, geometry.PaddedWidth - x), edge);
            source = edge;
            row = 4 * channels;
        }

        int c = 0;
        for (; c <= channels - TSimd.Count; c += TSimd.Count)
        {
            TransformInputLanes<TSimd>(source + c, row, channels, transformed + c, stride);
        }

        for (; c < channels; c++)
        {
            TransformInputLanes<SimdScalar>(source + c, row, channels, transformed + c, stride);
        }
    }

    /// <summary>Copies a tile that reaches beyond the image, with zeros there. They only affect outputs that don't exist.</summary>
    private static void CopyEdge(ConvolutionGeometry geometry, float* source, int rows, int columns, float* edge)
    {
        int channels = geometry.InputChannels;
        new Span<float>(edge, Places * channels).Clear();
        for (int i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(source + (i * geometry.PaddedWidth * channels), columns * channels)
                .CopyTo(new(edge + (i * 4 * channels), columns * channels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformInputLanes<TSimd>(float* source, int row, int step, float* transformed, int stride)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        // First down each column of the tile, then across each of the four rows.
        Down<TSimd>(source, row, out TSimd a0, out TSimd b0, out TSimd c0, out TSimd d0);
        Down<TSimd>(source + step, row, out TSimd a1, out TSimd b1, out TSimd c1, out TSimd d1);
        Down<TSimd>(source + (2 * step), row, out TSimd a2, out TSimd b2, out TSimd c2, out TSimd d2);
        Down<TSimd>(source + (3 * step), row, out TSimd a3, out TSimd b3, out TSimd c3, out TSimd d3);
        Across(a0, a1, a2, a3, transformed, stride);
        Across(b0, b1, b2, b3, transformed + (4 * stride), stride);
        Across(c0, c1, c2, c3, transformed + (8 * stride), stride);
        Across(d0, d1, d2, d3, transformed + (12 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Down<TSimd>(float* column, int row, out TSimd a, out TSimd b, out TSimd c, out TSimd d)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd x0 = TSimd.Load(column), x1 = TSimd.Load(column + row);
        TSimd x2 = TSimd.Load(column + (2 * row)), x3 = TSimd.Load(column + (3 * row));
        a = TSimd.Subtract(x0, x2);
        b = TSimd.Add(x1, x2);
        c = TSimd.Subtract(x2, x1);
        d = TSimd.Subtract(x1, x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Across<TSimd>(TSimd x0, TSimd x1, TSimd x2, TSimd x3, float* transformed, int stride)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd.Store(TSimd.Subtract(x0, x2), transformed);
        TSimd.Store(TSimd.Add(x1, x2), transformed + stride);
        TSimd.Store(TSimd.Subtract(x2, x1), transformed + (2 * stride));
        TSimd.Store(TSimd.Subtract(x1, x3), transformed + (3 * stride));
    }

    /// <summary>Aᵀ·m·A of one tile for every channel, with bias and rectifier. Only existing outputs are written.</summary>
    private static void TransformOutput<TSimd>(
        ConvolutionGeometry geometry, float* products, int stride, float* bias, bool relu, int tile, float* output)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int channels = geometry.OutputChannels;
        int y = 2 * (tile / TilesAcross(geometry)), x = 2 * (tile % TilesAcross(geometry));
        bool right = x + 1 < geometry.OutputWidth, below = y + 1 < geometry.OutputHeight;
        int row = geometry.OutputWidth * channels;
        float* target = output + (y * row) + (x * channels);
        float floor = relu ? 0 : float.NegativeInfinity;
        int c = 0;
        for (; c <= channels - TSimd.Count; c += TSimd.Count)
        {
            TransformOutputLanes<TSimd>(products + c, stride, bias is null ? null : bias + c, floor, target + c, row, channels, right, below);
        }

        for (; c < channels; c++)
        {
            TransformOutputLanes<SimdScalar>(products + c, stride, bias is null ? null : bias + c, floor, target + c, row, channels, right, below);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformOutputLanes<TSimd>(
        float* products, int stride, float* bias, float floor, float* target, int row, int step, bool right, bool below)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        Fold<TSimd>(products, 4 * stride, out TSimd upper0, out TSimd lower0);
        Fold<TSimd>(products + stride, 4 * stride, out TSimd upper1, out TSimd lower1);
        Fold<TSimd>(products + (2 * stride), 4 * stride, out TSimd upper2, out TSimd lower2);
        Fold<TSimd>(products + (3 * stride), 4 * stride, out TSimd upper3, out TSimd lower3);
        TSimd addend = bias is null ? TSimd.Zero : TSimd.Load(bias);
        TSimd least = TSimd.Broadcast(floor);
        TSimd.Store(TSimd.Max(least, TSimd.Add(addend, TSimd.Add(TSimd.Add(upper0, upper1), upper2))), target);
        if (right)
        {
            TSimd.Store(TSimd.Max(least, TSimd.Add(addend, TSimd.Subtract(TSimd.Subtract(upper1, upper2), upper3))), target + step);
        }

        if (below)
        {
            TSimd.Store(TSimd.Max(least, TSimd.Add(addend, TSimd.Add(TSimd.Add(lower0, lower1), lower2))), target + row);
            if (right)
            {
                TSimd.Store(
                    TSimd.Max(least, TSimd.Add(addend, TSimd.Subtract(TSimd.Subtract(lower1, lower2), lower3))), target + row + step);
            }
        }
    }

    /// <summary>One column of Aᵀ·m, in which four values become two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold<TSimd>(float* products, int stride, out TSimd upper, out TSimd lower)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        TSimd m0 = TSimd.Load(products), m1 = TSimd.Load(products + stride);
        TSimd m2 = TSimd.Load(products + (2 * stride)), m3 = TSimd.Load(products + (3 * stride));
        upper = TSimd.Add(TSimd.Add(m0, m1), m2);
        lower = TSimd.Subtract(TSimd.Subtract(m1, m2), m3);
    }
}
