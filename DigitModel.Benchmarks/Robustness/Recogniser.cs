using DigitEngine.Data;
using DigitEngine.Prediction;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>The subject of the measurement: says which digit an image shows, and whether it shows one.</summary>
internal interface IRecogniser
{
    /// <param name="pixels">784 pixels for each image.</param>
    /// <param name="scores">Receives ten probabilities for each image.</param>
    /// <param name="isDigit">Receives for each image whether it is accepted as a digit.</param>
    void Recognise(ReadOnlyMemory<byte> pixels, Memory<float> scores, Memory<bool> isDigit);
}

/// <summary>A model as its users have it, with its own threshold for digits.</summary>
internal sealed class EngineRecogniser(PredictionEngine engine) : IRecogniser
{
    public void Recognise(ReadOnlyMemory<byte> pixels, Memory<float> scores, Memory<bool> isDigit)
    {
        float[] digitScores = new float[isDigit.Length];
        engine.PredictBatch(pixels, scores, digitScores);
        for (int i = 0; i < digitScores.Length; i++)
        {
            isDigit.Span[i] = digitScores[i] >= engine.DigitThreshold;
        }
    }
}

/// <summary>A recogniser's predictions for a set of images, and their quality.</summary>
internal sealed class Predictions(IRecogniser recogniser, int images)
{
    private readonly float[] _scores = new float[images * DigitImage.ClassCount];
    private readonly bool[] _isDigit = new bool[images];

    /// <summary>The share of images accepted as digits.</summary>
    public double Accepted => (double)_isDigit.Count(accepted => accepted) / images;

    /// <summary>Predicts images; the predictions replace the earlier ones.</summary>
    public void Take(byte[] pixels) => recogniser.Recognise(pixels, _scores, _isDigit);

    /// <summary>The share of images whose most probable digit is right.</summary>
    public double Accuracy(DigitDataset labels)
    {
        int right = 0;
        for (int i = 0; i < images; i++)
        {
            right += Best(i).Digit == labels.Label(i) ? 1 : 0;
        }

        return (double)right / images;
    }

    /// <summary>The expected calibration error (Guo and others, 2017): bins are open below and closed above.</summary>
    public double CalibrationError(DigitDataset labels, int bins)
    {
        double[] excess = new double[bins];
        for (int i = 0; i < images; i++)
        {
            (int digit, float confidence) = Best(i);
            int bin = Math.Clamp((int)Math.Ceiling(confidence * (double)bins) - 1, 0, bins - 1);
            excess[bin] += confidence - (digit == labels.Label(i) ? 1 : 0);
        }

        return excess.Sum(Math.Abs) / images;
    }

    private (int Digit, float Confidence) Best(int image)
    {
        ReadOnlySpan<float> scores = _scores.AsSpan(image * DigitImage.ClassCount, DigitImage.ClassCount);
        int best = ModelOutput.BestOf(scores);
        return (best, scores[best]);
    }
}
