namespace DigitEngine.Prediction;

/// <summary>An image to predict. The names are those of code that ML.NET generates.</summary>
public sealed class ModelInput
{
    /// <summary>
    /// 784 grey values from 0 (background) to 255 (ink). The pixel at (row, column) has the index row · 28 + column.
    /// </summary>
    public float[] PixelValues { get; set; } = [];

    /// <summary>The true digit, if the caller knows it. Predictions do not use it.</summary>
    public float Label { get; set; }
}
