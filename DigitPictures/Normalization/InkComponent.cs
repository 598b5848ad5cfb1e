namespace DigitPictures.Normalization;

/// <summary>Ink that hangs together.</summary>
/// <param name="Bounds">Where it is.</param>
/// <param name="Area">Places with ink.</param>
/// <param name="StrongArea">Places with <see cref="InkMap.Strong"/> ink or more.</param>
internal readonly record struct InkComponent(PictureBounds Bounds, int Area, int StrongArea)
{
    /// <summary>The longer side.</summary>
    public int Size => Math.Max(Bounds.Width, Bounds.Height);
}
