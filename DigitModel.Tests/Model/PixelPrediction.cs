using Microsoft.ML.Data;

namespace MlNetDigits.Tests.Model;

/// <summary>What is predicted for a row.</summary>
internal sealed class PixelPrediction
{
    public int Number { get; set; }

    public string Name { get; set; } = "";

    [KeyType(10)]
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];

    public float DigitScore { get; set; }

    public bool IsDigit { get; set; }
}
