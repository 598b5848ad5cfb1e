using DigitPictures;

namespace DigitPictures.Fields;

/// <summary>Ink of a field that is never told apart but by a cut: components that lie over each other.</summary>
/// <param name="Bounds">Where it is in the map of ink.</param>
/// <param name="Left">Its left edge along the line, with the slant of the writing taken away.</param>
/// <param name="Right">Its right edge.</param>
/// <param name="StrongArea">Its places with strong ink.</param>
internal readonly record struct InkGroup(PictureBounds Bounds, double Left, double Right, int StrongArea)
{
    /// <summary>How long it is along the line.</summary>
    public double Width => Right - Left;

    /// <summary>Its middle along the line.</summary>
    public double Middle => (Left + Right) / 2;

    /// <summary>Both.</summary>
    public InkGroup Union(InkGroup other) => new(
        Bounds.Union(other.Bounds), Math.Min(Left, other.Left), Math.Max(Right, other.Right), StrongArea + other.StrongArea);
}
