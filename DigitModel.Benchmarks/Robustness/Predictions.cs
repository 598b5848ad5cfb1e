using DigitEngine.Data;

namespace MlNetDigits.Benchmarks.Robustness;

/// <summary>What a recogniser says about as many images as there are, and how right it is.</summary>
internal sealed class Predictions(IRecogniser recogniser, int images)
{
    private readonly float[] _scores = new float[images * DigitImage.ClassCount];
    private readonly bool[] _isDigit = new bool[images];

    /// <summary>The share of images taken for digits.</summary>
    public double Accepted => (double)_isDigit.Count(accepted => accepted) / images;

    /// <summary>Predicts images, in place of those before.</summary>
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
        ReadOnlySpan<float> ten = _scores.AsSpan(image * DigitImage.ClassCount, DigitImage.ClassCount);
        int best = 0;
        for (int digit = 1; digit < ten.Length; digit++)
        {
            best = ten[digit] > ten[best] ? digit : best;
        }

        return (best, ten[best]);
    }
}
