namespace DigitPictures.Normalization;

/// <summary>
/// The brightness of the paper at every pixel of a picture with dark ink, shadows included. The picture is divided into cells,
/// and the paper of a cell is a quantile of its pixels. A quadratic surface is fitted to the cells robustly, so that cells full
/// of ink hardly count. The residuals are closed (a maximum filter, then a minimum filter), which removes ink and keeps shadows
/// of any shape. Between the centres of the cells, the result is interpolated.
/// </summary>
internal sealed class PaperSurface
{
    // Pictures with no side longer than this have too few cells to tell shadows from ink. Their paper has one grey.
    private const int MaxPlainSide = 40;

    private const int CellsAlong = 16;
    private const int MinCellSize = 4;
    private const int ClosingRadius = 2;
    private const double CellQuantile = 0.7;

    // A cell with a smaller share of paper takes the mean of its neighbours.
    private const double MinPaperShare = 0.2;

    private const int FillRounds = 4;

    private readonly int _size;
    private readonly int _columns;
    private readonly int _rows;
    private readonly float[] _cells;

    private PaperSurface(int size, int columns, int rows, float[] cells)
    {
        _size = size;
        _columns = columns;
        _rows = rows;
        _cells = cells;
    }

    /// <summary>Finds the paper of a picture.</summary>
    public static PaperSurface Find(GrayPlane plane)
    {
        int longest = Math.Max(plane.Width, plane.Height);
        if (longest <= MaxPlainSide)
        {
            return new(longest, 1, 1, [PlainPaper(plane.Pixels)]);
        }

        int size = Math.Max(MinCellSize, (longest + CellsAlong - 1) / CellsAlong);
        int columns = (plane.Width + size - 1) / size;
        int rows = (plane.Height + size - 1) / size;
        float[] cells = CellQuantiles(plane, size, columns, rows);
        QuadraticSurface trend = QuadraticSurface.Fit(cells, columns, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                cells[(row * columns) + column] -= trend.At(column, row);
            }
        }

        Close(cells, columns, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                cells[(row * columns) + column] += trend.At(column, row);
            }
        }

        return new(size, columns, rows, cells);
    }

    /// <summary>Computes the depth of each pixel: how much darker than the paper it is, negative where it is lighter.</summary>
    /// <param name="plane">The picture that the paper was found in.</param>
    /// <param name="depth">Receives a depth for each pixel.</param>
    public void Depth(GrayPlane plane, Span<short> depth)
    {
        (int width, int height, byte[] pixels) = plane;
        float[] line = new float[_columns + 1];
        for (int row = 0; row < height; row++)
        {
            (int upper, float down) = Locate(row, _rows);
            int lower = Math.Min(upper + 1, _rows - 1);

            // The surface may leave the range of greys. Clamping it keeps depths within -255 to 255.
            for (int column = 0; column < _columns; column++)
            {
                float top = _cells[(upper * _columns) + column];
                line[column] = Math.Clamp(top + (down * (_cells[(lower * _columns) + column] - top)), 0, 255);
            }

            line[_columns] = line[_columns - 1];
            ReadOnlySpan<byte> from = pixels.AsSpan(row * width, width);
            Span<short> to = depth.Slice(row * width, width);

            // Between two centres of cells, the paper changes by the same step from pixel to pixel.
            int next = 0;
            for (int cell = -1; cell < _columns && next < width; cell++)
            {
                int end = Math.Min(width, ((cell + 1) * _size) + ((_size + 1) / 2));
                float start = line[Math.Max(0, cell)];
                float step = cell < 0 ? 0 : (line[cell + 1] - start) / _size;
                float paper = start + (step * (next + 0.5f - ((Math.Max(0, cell) + 0.5f) * _size))) + 0.5f;
                for (; next < end; next++, paper += step)
                {
                    to[next] = (short)((int)paper - from[next]);
                }
            }

            for (; next < width; next++)
            {
                to[next] = (short)((int)(line[_columns] + 0.5f) - from[next]);
            }
        }
    }

    /// <summary>
    /// Moves the paper to the mean of the pixels that turned out to be paper. The first estimate is too light, above all where
    /// shadows change fast.
    /// </summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="depth">The depths computed by <see cref="Depth"/>.</param>
    /// <param name="darkest">The largest depth that counts as paper.</param>
    public void Refine(int width, ReadOnlySpan<short> depth, int darkest)
    {
        if (_cells.Length == 1)
        {
            return;
        }

        int height = depth.Length / width;
        float[] correction = new float[_cells.Length];
        float[] weight = new float[_cells.Length];
        for (int row = 0; row < height; row++)
        {
            int line = row / _size * _columns;
            for (int column = 0; column < _columns; column++)
            {
                int sum = 0;
                int count = 0;
                foreach (short value in depth.Slice((row * width) + (column * _size), Math.Min(_size, width - (column * _size))))
                {
                    if (value <= darkest)
                    {
                        sum += value;
                        count++;
                    }
                }

                correction[line + column] += sum;
                weight[line + column] += count;
            }
        }

        float enough = (float)MinPaperShare * _size * _size;
        for (int i = 0; i < correction.Length; i++)
        {
            correction[i] = weight[i] > 0 ? correction[i] / weight[i] : 0;
            weight[i] = weight[i] >= enough ? 1 : 0;
        }

        FillGaps(correction, weight);
        for (int i = 0; i < correction.Length; i++)
        {
            _cells[i] -= correction[i];
        }
    }

    /// <summary>Gives cells of weight 0 the mean of their neighbours with a value, round by round.</summary>
    private void FillGaps(float[] values, float[] weight)
    {
        for (int round = 0; round < FillRounds; round++)
        {
            float[] before = (float[])weight.Clone();
            for (int i = 0; i < values.Length; i++)
            {
                if (before[i] > 0)
                {
                    continue;
                }

                float sum = 0;
                int count = 0;
                for (int y = Math.Max(0, (i / _columns) - 1); y <= Math.Min(_rows - 1, (i / _columns) + 1); y++)
                {
                    for (int x = Math.Max(0, (i % _columns) - 1); x <= Math.Min(_columns - 1, (i % _columns) + 1); x++)
                    {
                        if (before[(y * _columns) + x] > 0)
                        {
                            sum += values[(y * _columns) + x];
                            count++;
                        }
                    }
                }

                values[i] = count > 0 ? sum / count : 0;
                weight[i] = count > 0 ? 1 : 0;
            }
        }
    }

    private (int Cell, float Beyond) Locate(int pixel, int cells)
    {
        float place = Math.Clamp(((pixel + 0.5f) / _size) - 0.5f, 0, cells - 1);
        int cell = (int)place;
        return (cell, place - cell);
    }

    /// <summary>The median of the light pixels.</summary>
    private static float PlainPaper(byte[] pixels)
    {
        int[] counts = new int[256];
        foreach (byte pixel in pixels)
        {
            counts[pixel]++;
        }

        int split = Histogram.Split(counts);
        counts.AsSpan(0, split + 1).Clear();
        return Histogram.Quantile(counts, 0.5);
    }

    private static float[] CellQuantiles(GrayPlane plane, int size, int columns, int rows)
    {
        (int width, int height, byte[] pixels) = plane;
        float[] cells = new float[columns * rows];
        int[] counts = new int[columns * 256];
        for (int row = 0; row < rows; row++)
        {
            Array.Clear(counts);
            int end = Math.Min(height, (row + 1) * size);
            for (int y = row * size; y < end; y++)
            {
                for (int column = 0; column < columns; column++)
                {
                    Span<int> cell = counts.AsSpan(column * 256, 256);
                    foreach (byte pixel in pixels.AsSpan((y * width) + (column * size), Math.Min(size, width - (column * size))))
                    {
                        cell[pixel]++;
                    }
                }
            }

            for (int column = 0; column < columns; column++)
            {
                cells[(row * columns) + column] = Histogram.Quantile(counts.AsSpan(column * 256, 256), CellQuantile);
            }
        }

        return cells;
    }

    /// <summary>Morphological closing: a maximum filter, then a minimum filter.</summary>
    private static void Close(float[] cells, int columns, int rows)
    {
        float[] other = new float[cells.Length];
        Extremes(cells, other, columns, 1, rows, columns, MathF.Max);
        Extremes(other, cells, rows, columns, columns, 1, MathF.Max);
        Extremes(cells, other, columns, 1, rows, columns, MathF.Min);
        Extremes(other, cells, rows, columns, columns, 1, MathF.Min);
    }

    private static void Extremes(
        float[] from, float[] to, int length, int step, int lines, int lineStep, Func<float, float, float> better)
    {
        for (int line = 0; line < lines; line++)
        {
            for (int i = 0; i < length; i++)
            {
                int last = Math.Min(length - 1, i + ClosingRadius);
                float best = from[(line * lineStep) + (i * step)];
                for (int j = Math.Max(0, i - ClosingRadius); j <= last; j++)
                {
                    best = better(best, from[(line * lineStep) + (j * step)]);
                }

                to[(line * lineStep) + (i * step)] = best;
            }
        }
    }
}
