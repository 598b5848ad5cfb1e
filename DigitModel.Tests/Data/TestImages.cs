using DigitEngine;
using DigitEngine.Data;

namespace MlNetDigits.Tests.Data;

/// <summary>Made-up images for tests of the data room.</summary>
internal static class TestImages
{
    /// <summary>Images of which about four in five pixels are 0, as in handwriting, and the rest anything.</summary>
    public static byte[] RandomPixels(int count, ulong seed)
    {
        SeededRandom random = new(seed);
        byte[] pixels = new byte[count * DigitImage.PixelCount];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = random.NextInt32(5) == 0 ? (byte)random.NextInt32(256) : (byte)0;
        }

        return pixels;
    }

    public static byte[] RandomLabels(int count, ulong seed)
    {
        SeededRandom random = new(seed ^ 0xABCD);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.NextInt32(DigitImage.ClassCount);
        }

        return labels;
    }

    public static DigitDataset RandomDataset(int count, ulong seed) =>
        new(new ImageSet(RandomPixels(count, seed)), RandomLabels(count, seed));
}
