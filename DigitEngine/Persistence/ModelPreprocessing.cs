using DigitEngine.Data;

namespace DigitEngine.Persistence;

/// <summary>What is done to pixels before a network takes them.</summary>
/// <param name="Name"><c>unit</c>, the only one there is.</param>
/// <param name="Description">The same for people.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
public sealed record ModelPreprocessing(string Name, string Description, int Width, int Height)
{
    /// <summary>Pixels 0 … 255 divided by 255.</summary>
    public static ModelPreprocessing Unit { get; } = new(
        "unit", "grey values 0 (background) to 255 (ink), divided by 255", DigitImage.Width, DigitImage.Height);
}
