using DigitPictures;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Pictures;

public class PngWriterTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(28, 28)]
    [InlineData(3, 200)]
    public void SavePng_IsReadAgain(int width, int height)
    {
        byte[] pixels = TestImages.RandomPixels(1, 3)[..Math.Min(784, width * height)];
        Assert.Equal(width * height, pixels.Length);
        using MemoryStream png = new();
        new GrayPicture(width, height, pixels).SavePng(png);
        png.Position = 0;
        GrayPicture read = GrayPicture.Load(png);
        Assert.Equal((width, height), (read.Width, read.Height));
        Assert.Equal(pixels, read.Pixels);
    }
}
