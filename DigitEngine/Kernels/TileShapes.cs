namespace DigitEngine.Kernels;

/// <summary>Runs tiles of any height and width, each on the kernel that was compiled for it.</summary>
internal static unsafe class TileShapes<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    private static readonly delegate*<in Tile, void>[] OneColumn = Kernels<TileWidths.W1>();
    private static readonly delegate*<in Tile, void>[] TwoColumns = Kernels<TileWidths.W2>();

    /// <summary>The columns of a full panel: those of two registers.</summary>
    public static int PanelWidth => 2 * TSimd.Count;

    /// <summary>The width of a panel when this many columns are left: two registers, or one if that is enough.</summary>
    public static int WidthOf(int columnsLeft) => columnsLeft > TSimd.Count ? PanelWidth : TSimd.Count;

    /// <summary>
    /// Computes <paramref name="rows"/> × <paramref name="columns"/> sums. B must be readable up to the width of the panel, and
    /// so must Start if it is a bias. C is written only where its columns exist.
    /// </summary>
    public static void Run(int rows, int columns, ref Tile tile)
    {
        delegate*<in Tile, void>[] kernels = columns > TSimd.Count ? TwoColumns : OneColumn;
        if (columns % TSimd.Count == 0)
        {
            kernels[rows - 1](tile);
        }
        else
        {
            RunPart(kernels[rows - 1], rows, columns, ref tile);
        }
    }

    /// <summary>The height of the next tile when this many rows are left. Heights are as equal as possible.</summary>
    public static int NextRows(int rowsLeft)
    {
        int tiles = (rowsLeft + TSimd.TileRows - 1) / TSimd.TileRows;
        return (rowsLeft + tiles - 1) / tiles;
    }

    private static void RunPart(delegate*<in Tile, void> kernel, int rows, int columns, ref Tile tile)
    {
        float* part = stackalloc float[TileKernel.MaxRows * 2 * Simd512.Count];
        int width = PanelWidth;
        Tile copy = tile;
        copy.C = part;
        copy.RowC = width;
        if (tile.Start is not null && tile.RowStart != 0)
        {
            for (int r = 0; r < rows; r++)
            {
                new ReadOnlySpan<float>(tile.Start + (r * tile.RowStart), columns).CopyTo(new(part + (r * width), columns));
            }

            copy.Start = part;
            copy.RowStart = width;
        }

        kernel(copy);
        for (int r = 0; r < rows; r++)
        {
            new ReadOnlySpan<float>(part + (r * width), columns).CopyTo(new(tile.C + (r * tile.RowC), columns));
        }
    }

    private static delegate*<in Tile, void>[] Kernels<TColumns>()
        where TColumns : unmanaged, ITileWidth =>
    [
        &TileKernel.Run<TSimd, TileHeights.H1, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H2, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H3, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H4, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H5, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H6, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H7, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H8, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H9, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H10, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H11, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H12, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H13, TColumns>,
        &TileKernel.Run<TSimd, TileHeights.H14, TColumns>,
    ];
}

/// <summary>The operands of one tile for <see cref="TileKernel"/>. Strides are in floats.</summary>
internal unsafe struct Tile
{
    public float* A;
    public nint RowA;
    public nint StepA;
    public nint OuterStrideA;

    public float* B;
    public nint StepB;
    public nint OuterStrideB;

    public float* C;
    public nint RowC;

    /// <summary>What the sums start from: a bias with RowStart 0, C itself to add to it, or null for zero.</summary>
    public float* Start;
    public nint RowStart;

    public int Outer;
    public int Inner;

    /// <summary>Whether max(0, sum) is stored instead of the sum.</summary>
    public bool Relu;
}
