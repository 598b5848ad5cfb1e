namespace DigitEngine.Kernels;

/// <summary>Runs a tile of any height and width on the kernel compiled for it.</summary>
internal static unsafe class TileShapes<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    private static readonly delegate*<in Tile, void>[] OneColumn = Kernels<Counts.N1>();
    private static readonly delegate*<in Tile, void>[] TwoColumns = Kernels<Counts.N2>();

    /// <summary>The columns of a full panel: two registers.</summary>
    public static int PanelWidth => 2 * TLanes.Count;

    /// <summary>How wide a panel with so many columns left is: two registers, or one where one is enough.</summary>
    public static int WidthOf(int columnsLeft) => columnsLeft > TLanes.Count ? PanelWidth : TLanes.Count;

    /// <summary>
    /// Computes <paramref name="rows"/> by <paramref name="columns"/> sums. B must be readable, and Start where it is a
    /// bias, up to the panel's width; C is written where its columns exist, and nowhere else.
    /// </summary>
    public static void Run(int rows, int columns, ref Tile tile)
    {
        delegate*<in Tile, void>[] kernels = columns > TLanes.Count ? TwoColumns : OneColumn;
        if (columns % TLanes.Count == 0)
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
        int tiles = (rowsLeft + TLanes.TileRows - 1) / TLanes.TileRows;
        return (rowsLeft + tiles - 1) / tiles;
    }

    private static void RunPart(delegate*<in Tile, void> kernel, int rows, int columns, ref Tile tile)
    {
        float* part = stackalloc float[TileKernel.MaxRows * 2 * Lanes16.Count];
        int width = PanelWidth;
        Tile copy = tile;
        copy.C = part;
        copy.RowC = width;
        if (tile.Start != null && tile.RowStart != 0)
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
        where TColumns : unmanaged, ICount =>
    [
        &TileKernel.Run<TLanes, Counts.N1, TColumns>,
        &TileKernel.Run<TLanes, Counts.N2, TColumns>,
        &TileKernel.Run<TLanes, Counts.N3, TColumns>,
        &TileKernel.Run<TLanes, Counts.N4, TColumns>,
        &TileKernel.Run<TLanes, Counts.N5, TColumns>,
        &TileKernel.Run<TLanes, Counts.N6, TColumns>,
        &TileKernel.Run<TLanes, Counts.N7, TColumns>,
        &TileKernel.Run<TLanes, Counts.N8, TColumns>,
        &TileKernel.Run<TLanes, Counts.N9, TColumns>,
        &TileKernel.Run<TLanes, Counts.N10, TColumns>,
        &TileKernel.Run<TLanes, Counts.N11, TColumns>,
        &TileKernel.Run<TLanes, Counts.N12, TColumns>,
        &TileKernel.Run<TLanes, Counts.N13, TColumns>,
        &TileKernel.Run<TLanes, Counts.N14, TColumns>,
    ];
}
