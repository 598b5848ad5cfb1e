using DigitEngine.Data;
using DigitPictures;

namespace DigitPictures.Fields;

/// <summary>The ink from one place of a field to another, which may be a digit.</summary>
internal sealed class Segment
{
    private readonly double[] _logClass;

    /// <summary>Makes a segment that isn't scored yet.</summary>
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

    /// <summary>The node at which it begins.</summary>
    public int From { get; }

    /// <summary>The node at which it ends.</summary>
    public int To { get; }

    /// <summary>Where its ink is in the map.</summary>
    public PictureBounds Bounds { get; }

    /// <summary>Its size, its cuts and its gaps.</summary>
    public SegmentForm Form { get; }

    /// <summary>The logarithm of the odds that it shows a digit at all, by how it looks.</summary>
    public double DigitScore { get; private set; }

    /// <summary>The most probable digit.</summary>
    public int Label { get; private set; }

    /// <summary>What it adds to a path, before the digit that it is taken for.</summary>
    public double Weight { get; set; }

    /// <summary>The logarithm of the probability of a digit, if it is one.</summary>
    public double LogClass(int label) => _logClass[label];

    /// <summary>The same ink, scored already, between nodes of other numbers.</summary>
    public Segment Between(int from, int to) => new(from, to, Bounds, Form, _logClass)
    {
        DigitScore = DigitScore,
        Label = Label,
        Weight = Weight,
    };

    /// <summary>Takes the engine's word.</summary>
    /// <param name="scores">Ten probabilities.</param>
    /// <param name="digitScore">The logarithm of the odds of its being a digit.</param>
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
