using DigitPictures;

namespace DigitPictures.Fields;

/// <summary>
/// A segment's size, its cuts and the gaps in it: what the engine can't see, to which every digit is 20 pixels high or wide. All
/// lengths are shares of the line's height.
/// </summary>
/// <param name="Height">How high it is.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Offset">How far its middle is above or below the line's.</param>
/// <param name="Cuts">Whether it is cut off at no side, one or both.</param>
/// <param name="CutInk">How much ink those cuts go through.</param>
/// <param name="Joints">Groups that are joined in it, less one.</param>
/// <param name="Gaps">The paper between those.</param>
internal readonly record struct SegmentForm(
    double Height, double Width, double Offset, int Cuts, double CutInk, int Joints, double Gaps)
{
    /// <summary>Measures a segment.</summary>
    /// <param name="ink">The field.</param>
    /// <param name="start">The node at which it begins.</param>
    /// <param name="end">The node at which it ends.</param>
    /// <param name="bounds">Where its ink is.</param>
    public static SegmentForm Measure(FieldInk ink, LatticeNode start, LatticeNode end, PictureBounds bounds)
    {
        double height = ink.Line.Height;
        int last = end.Cut is null ? end.Group - 1 : end.Group;
        double gaps = 0;
        for (int group = start.Group; group < last; group++)
        {
            gaps += Math.Max(0, ink.Groups[group + 1].Left - ink.Groups[group].Right);
        }

        return new(
            bounds.Height / height,
            bounds.Width / height,
            Math.Abs(bounds.Top + bounds.Bottom - ink.Line.Top - ink.Line.Bottom) / 2 / height,
            (start.Cut is null ? 0 : 1) + (end.Cut is null ? 0 : 1),
            (start.Cut?.Cost ?? 0) + (end.Cut?.Cost ?? 0),
            last - start.Group,
            gaps / height);
    }
}
