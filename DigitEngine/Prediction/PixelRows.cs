using DigitEngine.Data;
using DigitEngine.Network;

namespace DigitEngine.Prediction;

/// <summary>Images in one run of bytes, as the network takes them.</summary>
internal sealed class PixelRows(ReadOnlyMemory<byte> pixels) : IBatchSource
{
    /// <summary>Writes one image; there are no labels, and 0 stands for them.</summary>
    public int Load(int position, Span<float> pixelValues)
    {
        DigitImage.ToUnit(pixels.Span.Slice(position * DigitImage.PixelCount, DigitImage.PixelCount), pixelValues);
        return 0;
    }
}
