using System.Runtime.CompilerServices;

namespace DigitEngine.Kernels;

/// <summary>
/// Convolution by 3×3 kernels with stride 1 as Winograd's F(2×2, 3×3) (Lavin and Gray 2016): four outputs from sixteen
/// products instead of thirty-six. Tiles of 4×4 inputs and the weights are transformed, multiplied place by place as sixteen
/// matrix products, and transformed back. Transforming adds at most four values, so rounding errors grow by a small factor.
/// </summary>
internal static unsafe class Winograd
{
    private const int Places = 16;

    /// <summary>Fewer channels than this don't pay for the transforms.</summary>
    private const int FewestChannels = 16;

    /// <summary>Tiles that are transformed before they are multiplied: all they need stays in the second-level cache.</summary>
    private const int LargestBlock = 56;

    /// <summary>Whether a convolution can be computed so, and gains by it.</summary>
    public static bool Suits(ConvolutionGeometry geometry) =>
        geometry is { KernelHeight: 3, KernelWidth: 3, StrideY: 1, StrideX: 1 }
        && geometry.InputChannels >= FewestChannels
        && geometry.OutputChannels >= FewestChannels;

    /// <summary>Floats that the transformed weights take.</summary>
    public static int PanelsSize<TLanes>(ConvolutionGeometry geometry)
        where TLanes : unmanaged, ILanes<TLanes> =>
        Places * Panels.SizeOf<TLanes>(geometry.InputChannels, geometry.OutputChannels);

    /// <summary>Floats of scratch for one image: transformed inputs, products, and one tile at the image's edge.</summary>
    public static int ScratchSize(ConvolutionGeometry geometry) =>
        Places * ((BlockOf(geometry) * (geometry.InputChannels + geometry.OutputChannels)) + geometry.InputChannels);

    /// <summary>Transforms and packs weights: G·g·Gᵀ for each pair of channels, place by place.</summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="weights">Kernel row, kernel column, input channel, output channel.</param>
    /// <param name="panels">Receives sixteen packed matrices; must be zero where they are filled up.</param>
    public static void Pack<TLanes>(ConvolutionGeometry geometry, float* weights, float* panels)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int inputs = geometry.InputChannels, outputs = geometry.OutputChannels;
        int pairs = inputs * outputs;
        int size = Panels.SizeOf<TLanes>(inputs, outputs);
        for (int column = 0; column < outputs; column += TileShapes<TLanes>.PanelWidth)
        {
            int width = TileShapes<TLanes>.WidthOf(outputs - column);
            int existing = Math.Min(width, outputs - column);
            float* panel = panels + ((nint)column * inputs);
            for (int input = 0; input < inputs; input++)
            {
                float* source = weights + ((nint)input * outputs) + column;
                int j = 0;
                for (; j <= existing - TLanes.Count; j += TLanes.Count)
                {
                    TransformWeights<TLanes>(source + j, pairs, panel + j, size);
                }

                for (; j < existing; j++)
                {
                    TransformWeights<Lanes1>(source + j, pairs, panel + j, size);
                }

                panel += width;
            }
        }
    }

    /// <summary>What <see cref="Convolution.Forward"/> computes, with weights from <see cref="Pack"/>.</summary>
    public static void Forward<TLanes>(
        ConvolutionGeometry geometry, float* padded, float* panels, float* bias, bool relu, float* output, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int tiles = TilesDown(geometry) * TilesAcross(geometry);
        int block = BlockOf(geometry);
        int inputs = geometry.InputChannels, outputs = geometry.OutputChannels;
        int size = Panels.SizeOf<TLanes>(inputs, outputs);
        float* transformed = scratch;
        float* products = transformed + (Places * block * inputs);
        float* edge = products + (Places * block * outputs);
        for (int first = 0; first < tiles; first += block)
        {
            int count = Math.Min(block, tiles - first);
            for (int tile = 0; tile < count; tile++)
            {
                TransformInput<TLanes>(geometry, padded, first + tile, transformed + (tile * inputs), block * inputs, edge);
            }

            for (int place = 0; place < Places; place++)
            {
                DenseLayerKernel.ForwardPacked<TLanes>(
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
                TransformOutput<TLanes>(geometry, products + (tile * outputs), block * outputs, bias, relu, first + tile, output);
            }
        }
    }

    /// <summary>Nine weights, <paramref name="step"/> floats apart, become sixteen, <paramref name="stride"/> floats apart.</summary>
    private static void TransformWeights<TLanes>(float* weights, int step, float* transformed, int stride)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Stretch(
            TLanes.Load(weights), TLanes.Load(weights + (3 * step)), TLanes.Load(weights + (6 * step)), out TLanes a0, out TLanes b0, out TLanes c0, out TLanes d0);
        weights += step;
        Stretch(
            TLanes.Load(weights), TLanes.Load(weights + (3 * step)), TLanes.Load(weights + (6 * step)), out TLanes a1, out TLanes b1, out TLanes c1, out TLanes d1);
        weights += step;
        Stretch(
            TLanes.Load(weights), TLanes.Load(weights + (3 * step)), TLanes.Load(weights + (6 * step)), out TLanes a2, out TLanes b2, out TLanes c2, out TLanes d2);
        StoreRow(a0, a1, a2, transformed, stride);
        StoreRow(b0, b1, b2, transformed + (4 * stride), stride);
        StoreRow(c0, c1, c2, transformed + (8 * stride), stride);
        StoreRow(d0, d1, d2, transformed + (12 * stride), stride);
    }

    private static void StoreRow<TLanes>(TLanes left, TLanes middle, TLanes right, float* transformed, int stride)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Stretch(left, middle, right, out TLanes a, out TLanes b, out TLanes c, out TLanes d);
        TLanes.Store(a, transformed);
        TLanes.Store(b, transformed + stride);
        TLanes.Store(c, transformed + (2 * stride));
        TLanes.Store(d, transformed + (3 * stride));
    }

    /// <summary>One column of G·g: three values become four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Stretch<TLanes>(
        TLanes first, TLanes second, TLanes third, out TLanes a, out TLanes b, out TLanes c, out TLanes d)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes ends = TLanes.Add(first, third);
        a = first;
        b = TLanes.Multiply(half, TLanes.Add(ends, second));
        c = TLanes.Multiply(half, TLanes.Subtract(ends, second));
        d = third;
    }

    private static int TilesDown(ConvolutionGeometry geometry) => (geometry.OutputHeight + 1) / 2;

    private static int TilesAcross(ConvolutionGeometry geometry) => (geometry.OutputWidth + 1) / 2;

    /// <summary>Blocks as equal as can be.</summary>
    private static int BlockOf(ConvolutionGeometry geometry)
    {
        int tiles = TilesDown(geometry) * TilesAcross(geometry);
        int blocks = (tiles + LargestBlock - 1) / LargestBlock;
        return (tiles + blocks - 1) / blocks;
    }

    /// <summary>Bᵀ·d·B of one tile for every channel; the sixteen places lie <paramref name="stride"/> floats apart.</summary>
    private static void TransformInput<TLanes>(
        ConvolutionGeometry geometry, float* padded, int tile, float* transformed, int stride, float* edge)
        where TLanes : unmanaged, ILanes<TLanes>
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
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            TransformInputLanes<TLanes>(source + c, row, channels, transformed + c, stride);
        }

        for (; c < channels; c++)
        {
            TransformInputLanes<Lanes1>(source + c, row, channels, transformed + c, stride);
        }
    }

    /// <summary>A tile that reaches beyond the image, with zeros there: only outputs that don't exist follow from them.</summary>
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
    private static void TransformInputLanes<TLanes>(float* source, int row, int step, float* transformed, int stride)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Column by column of the tile down, then each of the four rows that give across.
        Down<TLanes>(source, row, out TLanes a0, out TLanes b0, out TLanes c0, out TLanes d0);
        Down<TLanes>(source + step, row, out TLanes a1, out TLanes b1, out TLanes c1, out TLanes d1);
        Down<TLanes>(source + (2 * step), row, out TLanes a2, out TLanes b2, out TLanes c2, out TLanes d2);
        Down<TLanes>(source + (3 * step), row, out TLanes a3, out TLanes b3, out TLanes c3, out TLanes d3);
        Across(a0, a1, a2, a3, transformed, stride);
        Across(b0, b1, b2, b3, transformed + (4 * stride), stride);
        Across(c0, c1, c2, c3, transformed + (8 * stride), stride);
        Across(d0, d1, d2, d3, transformed + (12 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Down<TLanes>(float* column, int row, out TLanes a, out TLanes b, out TLanes c, out TLanes d)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes x0 = TLanes.Load(column), x1 = TLanes.Load(column + row);
        TLanes x2 = TLanes.Load(column + (2 * row)), x3 = TLanes.Load(column + (3 * row));
        a = TLanes.Subtract(x0, x2);
        b = TLanes.Add(x1, x2);
        c = TLanes.Subtract(x2, x1);
        d = TLanes.Subtract(x1, x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Across<TLanes>(TLanes x0, TLanes x1, TLanes x2, TLanes x3, float* transformed, int stride)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes.Store(TLanes.Subtract(x0, x2), transformed);
        TLanes.Store(TLanes.Add(x1, x2), transformed + stride);
        TLanes.Store(TLanes.Subtract(x2, x1), transformed + (2 * stride));
        TLanes.Store(TLanes.Subtract(x1, x3), transformed + (3 * stride));
    }

    /// <summary>Aᵀ·m·A of one tile for every channel, with bias and rectifier, where the outputs exist.</summary>
    private static void TransformOutput<TLanes>(
        ConvolutionGeometry geometry, float* products, int stride, float* bias, bool relu, int tile, float* output)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int channels = geometry.OutputChannels;
        int y = 2 * (tile / TilesAcross(geometry)), x = 2 * (tile % TilesAcross(geometry));
        bool right = x + 1 < geometry.OutputWidth, below = y + 1 < geometry.OutputHeight;
        int row = geometry.OutputWidth * channels;
        float* target = output + (y * row) + (x * channels);
        float floor = relu ? 0 : float.NegativeInfinity;
        int c = 0;
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            TransformOutputLanes<TLanes>(products + c, stride, bias == null ? null : bias + c, floor, target + c, row, channels, right, below);
        }

        for (; c < channels; c++)
        {
            TransformOutputLanes<Lanes1>(products + c, stride, bias == null ? null : bias + c, floor, target + c, row, channels, right, below);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformOutputLanes<TLanes>(
        float* products, int stride, float* bias, float floor, float* target, int row, int step, bool right, bool below)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Fold<TLanes>(products, 4 * stride, out TLanes upper0, out TLanes lower0);
        Fold<TLanes>(products + stride, 4 * stride, out TLanes upper1, out TLanes lower1);
        Fold<TLanes>(products + (2 * stride), 4 * stride, out TLanes upper2, out TLanes lower2);
        Fold<TLanes>(products + (3 * stride), 4 * stride, out TLanes upper3, out TLanes lower3);
        TLanes addend = bias == null ? TLanes.Zero : TLanes.Load(bias);
        TLanes least = TLanes.Broadcast(floor);
        TLanes.Store(TLanes.Max(least, TLanes.Add(addend, TLanes.Add(TLanes.Add(upper0, upper1), upper2))), target);
        if (right)
        {
            TLanes.Store(TLanes.Max(least, TLanes.Add(addend, TLanes.Subtract(TLanes.Subtract(upper1, upper2), upper3))), target + step);
        }

        if (below)
        {
            TLanes.Store(TLanes.Max(least, TLanes.Add(addend, TLanes.Add(TLanes.Add(lower0, lower1), lower2))), target + row);
            if (right)
            {
                TLanes.Store(
                    TLanes.Max(least, TLanes.Add(addend, TLanes.Subtract(TLanes.Subtract(lower1, lower2), lower3))), target + row + step);
            }
        }
    }

    /// <summary>One column of Aᵀ·m: four places down become two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold<TLanes>(float* products, int stride, out TLanes upper, out TLanes lower)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes m0 = TLanes.Load(products), m1 = TLanes.Load(products + stride);
        TLanes m2 = TLanes.Load(products + (2 * stride)), m3 = TLanes.Load(products + (3 * stride));
        upper = TLanes.Add(TLanes.Add(m0, m1), m2);
        lower = TLanes.Subtract(TLanes.Subtract(m1, m2), m3);
    }
}
