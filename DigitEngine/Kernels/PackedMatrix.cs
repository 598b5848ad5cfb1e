namespace DigitEngine.Kernels;

/// <summary>
/// Packs a matrix into panels as wide as two registers. The rows of a panel follow each other without gaps, so that the tile
/// kernel reads it as one stream. The last panel is filled up with zeros to one or two registers.
/// </summary>
internal static unsafe class PackedMatrix
{
    /// <summary>Floats of a packed matrix of <paramref name="rows"/> × <paramref name="columns"/>.</summary>
    public static int SizeOf<TSimd>(int rows, int columns)
        where TSimd : unmanaged, ISimd<TSimd> =>
        checked(rows * RoundUp<TSimd>(columns));

    public static int RoundUp<TSimd>(int columns)
        where TSimd : unmanaged, ISimd<TSimd> =>
        (columns + TSimd.Count - 1) / TSimd.Count * TSimd.Count;

    /// <summary>Packs a matrix whose rows are <paramref name="stride"/> floats apart.</summary>
    public static void Pack<TSimd>(float* matrix, nint stride, int rows, int columns, float* packed)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        int panelWidth = TileShapes<TSimd>.PanelWidth;
        for (int row = 0; row < rows; row++)
        {
            float* source = matrix + (row * stride);
            for (int column = 0; column < columns; column += panelWidth)
            {
                int width = TileShapes<TSimd>.WidthOf(columns - column);
                int existing = Math.Min(columns - column, width);
                Span<float> target = new(packed + ((nint)column * rows) + ((nint)row * width), width);
                new ReadOnlySpan<float>(source + column, existing).CopyTo(target);
                target[existing..].Clear();
            }
        }
    }

    /// <summary>Packs the transpose of a matrix: packed row r, column c is matrix[c·stride + r].</summary>
    /// <param name="matrix">The matrix: <paramref name="columns"/> rows of at least <paramref name="rows"/> floats.</param>
    /// <param name="stride">Floats from one row of the matrix to the next.</param>
    /// <param name="rows">Rows of the transpose.</param>
    /// <param name="columns">Columns of the transpose.</param>
    /// <param name="packed">Receives the packed transpose.</param>
    public static void PackTransposed<TSimd>(float* matrix, nint stride, int rows, int columns, float* packed)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (int column = 0; column < columns; column += TileShapes<TSimd>.PanelWidth)
        {
            int left = columns - column;
            int width = TileShapes<TSimd>.WidthOf(left);
            int existing = Math.Min(left, width);
            float* source = matrix + (column * stride);
            float* panel = packed + ((nint)column * rows);

            // Sixteen rows at a time fill sixteen cache lines of the panel while each line of the source is read once.
            for (int row = 0; row < rows; row += 16)
            {
                int end = Math.Min(row + 16, rows);
                for (int j = 0; j < existing; j++)
                {
                    float* line = source + (j * stride);
                    for (int r = row; r < end; r++)
                    {
                        panel[((nint)r * width) + j] = line[r];
                    }
                }

                for (int r = row; r < end; r++)
                {
                    new Span<float>(panel + ((nint)r * width) + existing, width - existing).Clear();
                }
            }
        }
    }
}
