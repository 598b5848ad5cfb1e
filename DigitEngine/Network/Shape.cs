using System.Globalization;

namespace DigitEngine.Network;

/// <summary>
/// The shape of what one image has become between two layers: an image of several channels, or a vector, which is 1×1 with
/// many channels. Values are stored row by row, with the channels of a pixel next to each other.
/// </summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Channels">Values per pixel, at least 1.</param>
public readonly record struct Shape(int Height, int Width, int Channels)
{
    /// <summary>The number of values.</summary>
    public int Size => Height * Width * Channels;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}x{Channels}");
}
