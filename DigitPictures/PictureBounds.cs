namespace DigitPictures;

/// <summary>An upright rectangle of whole pixels of a picture.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">Columns; 0 if there are none.</param>
/// <param name="Height">Rows; 0 if there are none.</param>
public readonly record struct PictureBounds(int Left, int Top, int Width, int Height)
{
    /// <summary>The column after the last.</summary>
    public int Right => Left + Width;

    /// <summary>The row after the last.</summary>
    public int Bottom => Top + Height;

    /// <summary>The smallest rectangle around this one and another, neither of them empty.</summary>
    internal PictureBounds Union(PictureBounds other)
    {
        int left = Math.Min(Left, other.Left);
        int top = Math.Min(Top, other.Top);
        return new(left, top, Math.Max(Right, other.Right) - left, Math.Max(Bottom, other.Bottom) - top);
    }

    /// <summary>The columns or rows of nothing between this and another, whichever are more; 0 where they meet or overlap.</summary>
    internal int Gap(PictureBounds other) => Math.Max(
        0,
        Math.Max(
            Math.Max(other.Left - Right, Left - other.Right),
            Math.Max(other.Top - Bottom, Top - other.Bottom)));
}
