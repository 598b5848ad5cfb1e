using DigitEngine.Data;
using DigitEngine.Prediction;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>From a row's pixels to its scores, in the order of the label's keys. Serves any number of threads.</summary>
internal sealed class DigitScorer(PredictionEngine engine, PixelReader reader, IReadOnlyList<int> digits)
{
    /// <summary>Images that go through the network together on one thread.</summary>
    public const int GroupSize = 28;

    private const int MostGroups = 16;

    private readonly bool _isInOrder = digits.Select((digit, slot) => digit == slot).All(same => same);

    /// <summary>Rows that a cursor reads ahead: enough for every processor.</summary>
    public static int RowsAhead { get; } = GroupSize * Math.Clamp(Environment.ProcessorCount, 2, MostGroups);

    public void ReadPixels(in VBuffer<float> features, Span<float> grey, long row) => reader.Read(features, grey, row);

    public void Score(ReadOnlySpan<float> grey, Span<float> scores)
    {
        engine.Predict(grey, scores);
        Reorder(scores);
    }

    /// <summary>Scores several images, one after the other in both memories.</summary>
    public void Score(ReadOnlyMemory<float> grey, Memory<float> scores, int threads)
    {
        engine.PredictBatch(grey, scores, default, threads);
        for (int start = 0; start < scores.Length; start += DigitImage.ClassCount)
            Reorder(scores.Span.Slice(start, DigitImage.ClassCount));
    }

    /// <summary>The key of the best score; the first one among equals, as in ML.NET.</summary>
    public static uint BestKey(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int slot = 1; slot < scores.Length; slot++)
        {
            if (scores[slot] > scores[best])
                best = slot;
        }

        return (uint)best + 1;
    }

    private void Reorder(Span<float> scores)
    {
        if (_isInOrder)
            return;

        Span<float> byDigit = stackalloc float[DigitImage.ClassCount];
        scores.CopyTo(byDigit);
        for (int slot = 0; slot < scores.Length; slot++)
            scores[slot] = byDigit[digits[slot]];
    }
}
