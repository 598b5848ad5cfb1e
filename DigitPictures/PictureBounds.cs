namespace DigitPictures;

/// <summary>A rectangle of whole pixels in a picture.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">The number of columns; 0 if empty.</param>
/// <param name="Height">The number of rows; 0 if empty.</param>
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

    /// <summary>The larger of the horizontal and vertical gaps to another rectangle; 0 if they touch or overlap.</summary>
    internal int Gap(PictureBounds other) => Math.Max(
        0,
        Math.Max(
            Math.Max(other.Left - Right, Left - other.Right),
            Math.Max(other.Top - Bottom, Top - other.Bottom)));
}
