using DigitEngine.Data;

namespace DigitPictures.Fields;

/// <summary>The ink between two nodes of a field, which may be a digit.</summary>
internal sealed class Segment
{
    private readonly double[] _logClass;

    /// <summary>Creates a segment without scores.</summary>
    public Segment(int from, int to, PictureBounds bounds, SegmentForm form)
        : this(from, to, bounds, form, new double[DigitImage.ClassCount])
    {
    }

    private Segment(int from, int to, PictureBounds bounds, SegmentForm form, double[] logClass)
    {
        From = from;
        To = to;
        Bounds = bounds;
        Form = form;
        _logClass = logClass;
    }

    /// <summary>The index of the node where it begins.</summary>
    public int From { get; }

    /// <summary>The index of the node where it ends.</summary>
    public int To { get; }

    /// <summary>The bounds of its ink in the map.</summary>
    public PictureBounds Bounds { get; }

    /// <summary>Its size, its cuts and its gaps.</summary>
    public SegmentForm Form { get; }

    /// <summary>The logarithm of the odds that it is a digit at all.</summary>
    public double DigitScore { get; private set; }

    /// <summary>The most probable digit.</summary>
    public int Label { get; private set; }

    /// <summary>Its weight in a path, apart from the digit that it is read as.</summary>
    public double Weight { get; set; }

    /// <summary>The logarithm of the probability that it is the given digit, if it is a digit at all.</summary>
    public double LogClass(int label) => _logClass[label];

    /// <summary>The same ink with its scores, between nodes of other indices.</summary>
    public Segment Between(int from, int to) => new(from, to, Bounds, Form, _logClass)
    {
        DigitScore = DigitScore,
        Label = Label,
        Weight = Weight,
    };

    /// <summary>Sets the scores of the engine.</summary>
    /// <param name="scores">Ten probabilities.</param>
    /// <param name="digitScore">The logarithm of the odds that it is a digit.</param>
    public void Score(ReadOnlySpan<float> scores, float digitScore)
    {
        const double least = 1e-6;
        for (int label = 0; label < _logClass.Length; label++)
        {
            _logClass[label] = Math.Log(Math.Max(least, scores[label]));
            if (_logClass[label] > _logClass[Label])
            {
                Label = label;
            }
        }

        DigitScore = digitScore;
        Weight = PathWeights.Of(this);
    }
}

/// <summary>
/// The size of a segment, its cuts and its gaps. The engine can't see these, because every digit it gets is scaled to 20
/// pixels. All lengths are shares of the line height.
/// </summary>
/// <param name="Height">The height of its ink.</param>
/// <param name="Width">The width of its ink.</param>
/// <param name="Offset">The vertical distance of its middle from the middle of the line.</param>
/// <param name="Cuts">The number of its sides that are cuts: 0, 1 or 2.</param>
/// <param name="CutInk">The ink that those cuts cross.</param>
/// <param name="Joints">The number of groups joined in it, less one.</param>
/// <param name="Gaps">The gaps between those groups.</param>
internal readonly record struct SegmentForm(
    double Height, double Width, double Offset, int Cuts, double CutInk, int Joints, double Gaps)
{
    /// <summary>Measures a segment.</summary>
    /// <param name="ink">The field.</param>
    /// <param name="start">The node where it begins.</param>
    /// <param name="end">The node where it ends.</param>
    /// <param name="bounds">The bounds of its ink.</param>
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
