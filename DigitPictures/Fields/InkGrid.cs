using DigitPictures;
using DigitPictures.Normalization;

namespace DigitPictures.Fields;

/// <summary>
/// The ink of one group, in its own rows and columns and with sums taken beforehand, for ways that go between columns: a way
/// before column c of a row has the row's columns 0 to c - 1 on its left.
/// </summary>
internal sealed class InkGrid
{
    private readonly int _width;
    private readonly int _height;

    /// <summary>Rows of width + 2: ink from 0 to 1, with a column of none at either side.</summary>
    private readonly float[] _ink;

    /// <summary>Rows of width + 1: the sum of ink before each column.</summary>
    private readonly float[] _before;

    /// <summary>Rows of width + 1: the sum, before each column, of what a step along the row's upper edge goes through.</summary>
    private readonly float[] _edge;

    private InkGrid(int width, int height)
    {
        _width = width;
        _height = height;
        _ink = new float[(width + 2) * height];
        _before = new float[(width + 1) * height];
        _edge = new float[(width + 1) * height];
    }

    /// <summary>All ink.</summary>
    public double Total { get; private set; }

    /// <summary>The ink of a group.</summary>
    public static InkGrid Of(FieldInk ink, int group)
    {
        PictureBounds bounds = ink.Groups[group].Bounds;
        InkMap map = ink.Map;
        InkGrid grid = new(bounds.Width, bounds.Height);
        for (int row = 0; row < bounds.Height; row++)
        {
            int from = ((bounds.Top + row) * map.Width) + bounds.Left;
            Span<float> to = grid._ink.AsSpan((row * (bounds.Width + 2)) + 1, bounds.Width);
            for (int column = 0; column < to.Length; column++)
            {
                to[column] = ink.Owner[from + column] == group + 1 ? map.Ink[from + column] / 255f : 0;
            }
        }

        grid.Sum();
        return grid;
    }

    /// <summary>The nearest column that a way can be before.</summary>
    public int Clamp(int column) => Math.Clamp(column, 0, _width);

    /// <summary>The ink that a way through a row cuts.</summary>
    public float Through(int row, int column)
    {
        int place = (row * (_width + 2)) + column;
        return Math.Min(_ink[place], _ink[place + 1]);
    }

    /// <summary>
    /// The ink that a way cuts between the row above, where it is before one column, and this, where it is before another.
    /// </summary>
    public float Between(int row, int fromColumn, int toColumn) =>
        Math.Abs(_edge[(row * (_width + 1)) + fromColumn] - _edge[(row * (_width + 1)) + toColumn]);

    /// <summary>The ink on the left of a way.</summary>
    public double LeftOf(ReadOnlySpan<int> columns)
    {
        double sum = 0;
        for (int row = 0; row < columns.Length; row++)
        {
            sum += _before[(row * (_width + 1)) + columns[row]];
        }

        return sum;
    }

    private void Sum()
    {
        for (int row = 0; row < _height; row++)
        {
            ReadOnlySpan<float> here = _ink.AsSpan((row * (_width + 2)) + 1, _width);
            ReadOnlySpan<float> above = row > 0 ? _ink.AsSpan(((row - 1) * (_width + 2)) + 1, _width) : default;
            Span<float> before = _before.AsSpan(row * (_width + 1), _width + 1);
            Span<float> edge = _edge.AsSpan(row * (_width + 1), _width + 1);
            for (int column = 0; column < _width; column++)
            {
                before[column + 1] = before[column] + here[column];
                edge[column + 1] = edge[column] + (row > 0 ? Math.Min(here[column], above[column]) : 0);
            }

            Total += before[_width];
        }
    }
}
