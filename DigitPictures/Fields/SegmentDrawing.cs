using System.Buffers;
using DigitEngine.Data;
using DigitEngine.Prediction;
using DigitPictures.Normalization;

namespace DigitPictures.Fields;

/// <summary>
/// Draws segments in MNIST's form, as if each were alone in a picture, and has all of them predicted at once.
/// </summary>
internal sealed class SegmentDrawing(FieldInk ink, IReadOnlyList<LatticeNode> nodes)
{
    // Empty pixels around a segment. A digit that fills its picture would be taken for a stretched one.
    private const int Margin = 2;

    private readonly List<Segment> _waiting = [];
    private byte[] _crop = [];
    private byte[] _pixels = [];

    /// <summary>Draws the ink between two nodes.</summary>
    /// <param name="from">The index of the node where the segment begins.</param>
    /// <param name="to">The index of the node where it ends.</param>
    /// <returns>The segment, to be scored by <see cref="Predict"/>; null if there is hardly any ink.</returns>
    public Segment? Draw(int from, int to)
    {
        LatticeNode start = nodes[from];
        LatticeNode end = nodes[to];
        int last = end.Cut is null ? end.Group - 1 : end.Group;
        PictureBounds bounds = ink.Groups[start.Group].Bounds;
        for (int group = start.Group + 1; group <= last; group++)
        {
            bounds = bounds.Union(ink.Groups[group].Bounds);
        }

        int left = start.Cut is null
            ? bounds.Left
            : Math.Min(start.Cut.Columns.Min(), Others(start.Group + 1, last, bounds.Right));
        int right = end.Cut is null
            ? bounds.Right
            : Math.Max(end.Cut.Columns.Max(), OthersEnd(start.Group, last - 1, bounds.Left));
        bounds = new(left, bounds.Top, Math.Max(1, right - left), bounds.Height);

        int width = bounds.Width + (2 * Margin);
        int height = bounds.Height + (2 * Margin);
        if (_crop.Length < width * height)
        {
            _crop = new byte[width * height];
        }

        _crop.AsSpan(0, width * height).Clear();
        int strong = 0;
        for (int group = start.Group; group <= last; group++)
        {
            Cut? first = group == start.Group ? start.Cut : null;
            Cut? second = group == end.Group ? end.Cut : null;
            strong += Copy(group, first, second, bounds, width);
        }

        if (strong < Math.Max(1, InkGrouping.MinArea * ink.Line.Height * ink.Line.Height))
        {
            return null;
        }

        int place = _waiting.Count * DigitImage.PixelCount;
        Grow(place + DigitImage.PixelCount);
        Span<byte> pixels = _pixels.AsSpan(place, DigitImage.PixelCount);
        pixels.Clear();
        PictureBounds drawn = DigitRaster.Draw(new InkMap(width, height, 1, _crop, darkOnLight: true), pixels);
        PictureBounds found = new(drawn.Left + bounds.Left - Margin, drawn.Top + bounds.Top - Margin, drawn.Width, drawn.Height);
        Segment segment = new(from, to, found, SegmentForm.Measure(ink, start, end, found));
        _waiting.Add(segment);
        return segment;
    }

    /// <summary>Scores the segments drawn since the last call.</summary>
    public void Predict(PredictionEngine engine)
    {
        int count = _waiting.Count;
        float[] scores = new float[count * DigitImage.ClassCount];
        float[] digitScores = new float[count];
        engine.PredictBatch(_pixels.AsMemory(0, count * DigitImage.PixelCount), scores, digitScores, threads: 1);
        for (int i = 0; i < count; i++)
        {
            _waiting[i].Score(scores.AsSpan(i * DigitImage.ClassCount, DigitImage.ClassCount), digitScores[i]);
        }

        _waiting.Clear();
    }

    /// <summary>Returns the rented buffer.</summary>
    public void Release()
    {
        if (_pixels.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_pixels);
        }

        _pixels = [];
    }

    private int Copy(int group, Cut? first, Cut? second, PictureBounds bounds, int width)
    {
        PictureBounds own = ink.Groups[group].Bounds;
        int strong = 0;
        for (int row = 0; row < own.Height; row++)
        {
            int from = Math.Max(bounds.Left, first is null ? own.Left : first.Columns[row]);
            int end = Math.Min(bounds.Right, second is null ? own.Right : second.Columns[row]);
            int line = (own.Top + row) * ink.Map.Width;
            int to = ((own.Top + row - bounds.Top + Margin) * width) + Margin - bounds.Left;
            for (int column = from; column < end; column++)
            {
                if (ink.Owner[line + column] != group + 1)
                {
                    continue;
                }

                byte value = ink.Map.Ink[line + column];
                _crop[to + column] = value;
                strong += value >= InkMap.Strong ? 1 : 0;
            }
        }

        return strong;
    }

    private int Others(int first, int last, int least)
    {
        for (int group = first; group <= last; group++)
        {
            least = Math.Min(least, ink.Groups[group].Bounds.Left);
        }

        return least;
    }

    private int OthersEnd(int first, int last, int most)
    {
        for (int group = first; group <= last; group++)
        {
            most = Math.Max(most, ink.Groups[group].Bounds.Right);
        }

        return most;
    }

    private void Grow(int length)
    {
        if (_pixels.Length >= length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, 2 * _pixels.Length));
        _pixels.CopyTo(larger, 0);
        Release();
        _pixels = larger;
    }
}
