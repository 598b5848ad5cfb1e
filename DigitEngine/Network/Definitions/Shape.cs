using System.Globalization;

namespace DigitEngine.Network;

/// <summary>The size of what flows between two layers: an image of several channels, or a vector (1×1 with many channels).</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Channels">Values for each pixel, at least 1.</param>
public readonly record struct Shape(int Height, int Width, int Channels)
{
    /// <summary>How many values there are for one image.</summary>
    public int Size => Height * Width * Channels;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}x{Channels}");
}
