namespace DigitEngine.Prediction;

/// <summary>One image to predict. The names are those of ML.NET's generated code.</summary>
public sealed class ModelInput
{
    /// <summary>
    /// 784 grey values from 0 (background) to 255 (ink), as in the CSV: the pixel at (row, column) is number row · 28 + column.
    /// </summary>
    public float[] PixelValues { get; set; } = [];

    /// <summary>The true digit, for callers who know it; predictions do not use it.</summary>
    public float Label { get; set; }
}
