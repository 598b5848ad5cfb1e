using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Evaluation;

/// <summary>Fits a network's temperature and digit threshold on images that took no part in training.</summary>
internal static class Calibrator
{
    /// <summary>The share of real digits that count as digits.</summary>
    public const double Accepted = 0.995;

    /// <summary>The network with its temperature and digit threshold.</summary>
    /// <param name="network">The network.</param>
    /// <param name="digits">At least one image.</param>
    /// <param name="workers">The threads to work with.</param>
    public static TrainedNetwork Calibrate(TrainedNetwork network, DigitDataset digits, Workers workers)
    {
        float[] logits = Evaluator.Logits(network, digits, workers);
        byte[] labels = new byte[digits.Count];
        float[] digitScores = new float[digits.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)digits.Label(i);
            digitScores[i] = TrainedNetwork.DigitScore(logits.AsSpan(i * network.Classes, network.Classes));
        }

        Array.Sort(digitScores);
        double temperature = TemperatureScaling.Fit(logits, labels, network.Classes);
        return network.With((float)temperature, digitScores[(int)(digitScores.Length * (1 - Accepted))]);
    }
}
