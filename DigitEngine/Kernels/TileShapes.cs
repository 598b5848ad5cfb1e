namespace DigitEngine.Kernels;

/// <summary>Runs a tile of any height and width on the kernel compiled for it.</summary>
internal static unsafe class TileShapes<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    private static readonly delegate*<in Tile, void>[] OneColumn = Kernels<TileWidths.W1>();
    private static readonly delegate*<in Tile, void>[] TwoColumns = Kernels<TileWidths.W2>();

    /// <summary>The columns of a full panel: two registers.</summary>
    public static int PanelWidth => 2 * TSimd.Count;

    /// <summary>How wide a panel with so many columns left is: two registers, or one where one is enough.</summary>
    public static int WidthOf(int columnsLeft) => columnsLeft > TSimd.Count ? PanelWidth : TSimd.Count;

    /// <summary>
    /// Computes <paramref name="rows"/> by <paramref name="columns"/> sums. B must be readable, and Start where it is a
    /// bias, up to the panel's width; C is written where its columns exist, and nowhere else.
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

    /// <summary>The next tile's height when so many rows are left: as equal as can be, none above the limit.</summary>
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
