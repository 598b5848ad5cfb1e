using DigitEngine.Network;

namespace DigitEngine.Prediction;

/// <summary>Images that were checked before, as the network takes them.</summary>
internal sealed class InputRows(float[][] rows) : IBatchSource
{
    /// <summary>Writes one image; there are no labels, and 0 stands for them.</summary>
    public int Load(int position, Span<float> pixelValues)
    {
        PixelCheck.ToUnit(rows[position], pixelValues);
        return 0;
    }
}
