using DigitModel.Data;
using DigitModel.Prediction;

namespace DigitModel.Benchmarks.Robustness;

/// <summary>A model that refuses what it is not sure of: images of less confidence than a threshold.</summary>
internal sealed class ConfidenceRecogniser(PredictionEngine engine, float threshold) : IRecogniser
{
    private const double Refused = 0.005;

    public float Threshold { get; } = threshold;

    /// <summary>Chooses the threshold that accepts 99.5 % of some digits.</summary>
    public static ConfidenceRecogniser Fit(PredictionEngine engine, DigitDataset digits)
    {
        byte[] pixels = RobustnessMeasurement.Pixels(digits);
        float[] scores = new float[digits.Count * DigitImage.ClassCount];
        engine.PredictBatch(pixels, scores);
        float[] confidences = [.. scores.Chunk(DigitImage.ClassCount).Select(ten => ten.Max())];
        Array.Sort(confidences);
        return new(engine, confidences[(int)(confidences.Length * Refused)]);
    }

    public void Recognise(ReadOnlyMemory<byte> pixels, Memory<float> scores, Memory<bool> isDigit)
    {
        engine.PredictBatch(pixels, scores);
        for (int i = 0; i < isDigit.Length; i++)
        {
            ReadOnlySpan<float> ten = scores.Span.Slice(i * DigitImage.ClassCount, DigitImage.ClassCount);
            isDigit.Span[i] = ten.ContainsAnyInRange(Threshold, float.MaxValue);
        }
    }
}
