using System.Buffers.Binary;
using DigitPictures;

namespace MlNetDigits.Tests.Pictures;

/// <summary>Kinds of BMP that no program at hand writes.</summary>
public class BmpReadingTests
{
    private const int RunLength8 = 1;
    private const int RunLength4 = 2;
    private const int Masks = 3;

    /// <summary>The example of the format's description (Microsoft, "Bitmap Compression"); a colour is its own grey.</summary>
    [Fact]
    public void Load_ReadsRunLengths_OfEightBits()
    {
        byte[] packed =
        [
            0x03, 0x04, 0x05, 0x06, 0x00, 0x03, 0x45, 0x56, 0x67, 0x00, 0x02, 0x78,
            0x00, 0x02, 0x05, 0x01, 0x02, 0x78, 0x00, 0x00, 0x09, 0x1E, 0x00, 0x01,
        ];
        byte[] lowest = [4, 4, 4, 6, 6, 6, 6, 6, 0x45, 0x56, 0x67, 0x78, 0x78, 0, 0, 0, 0, 0, 0, 0];
        byte[] middle = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x78, 0x78];
        byte[] top = [.. Enumerable.Repeat((byte)0x1E, 9), .. new byte[11]];
        Assert.Equal([.. top, .. middle, .. lowest], Read(20, 3, 8, RunLength8, Grays(256), packed));
    }

    [Fact]
    public void Load_ReadsRunLengths_OfFourBits()
    {
        byte[] packed =
        [
            0x03, 0x04, 0x05, 0x06, 0x00, 0x06, 0x45, 0x56, 0x67, 0x00, 0x04, 0x78,
            0x00, 0x02, 0x05, 0x01, 0x04, 0x78, 0x00, 0x00, 0x09, 0x1E, 0x00, 0x01,
        ];
        byte[] lowest = [0, 4, 0, 0, 6, 0, 6, 0, 4, 5, 5, 6, 6, 7, 7, 8, 7, 8, .. new byte[9]];
        byte[] middle = [.. new byte[23], 7, 8, 7, 8];
        byte[] top = [1, 14, 1, 14, 1, 14, 1, 14, 1, .. new byte[18]];
        Assert.Equal([.. top, .. middle, .. lowest], Read(27, 3, 4, RunLength4, Grays(16), packed));
    }

    [Fact]
    public void Load_ReadsTheTopRowFirst_WhenTheHeightIsNegative() =>
        Assert.Equal([1, 2, 3, 4], Read(2, -2, 8, 0, Grays(256), [1, 2, 0, 0, 3, 4, 0, 0]));

    [Fact]
    public void Load_ReadsAnyMasks()
    {
        // Ten bits each, red lowest, in 1023rds; white, black and middle grey.
        byte[] masks = Numbers(0x3FF, 0xFFC00, 0x3FF00000);
        Assert.Equal([255, 0, 128], Read(3, 1, 32, Masks, masks, Numbers(0x3FFFFFFF, 0, 0x20080200)));
        PictureProblemTests.AssertProblem(
            File(1, 1, 32, Masks, Numbers(0x5, 0xF0, 0xF00), Numbers(0)),
            "expected masks of adjacent bits in the BMP but found 00000005");
    }

    [Fact]
    public void Load_TakesTheFourthByteForAlpha_OnlyIfAMaskSaysSoAndItIsNotZeroEverywhere()
    {
        const int AlphaMasks = 6;
        byte[] masks = Numbers(0xFF0000, 0xFF00, 0xFF, 0xFF000000);
        Assert.Equal([155, 0], Read(2, 1, 32, AlphaMasks, masks, Numbers(0x64000000, 0xFF000000)));
        Assert.Equal([0, 255], Read(2, 1, 32, AlphaMasks, masks, Numbers(0, 0xFFFFFF)));
        Assert.Equal([0, 255], Read(2, 1, 32, 0, [], Numbers(0x64000000, 0x64FFFFFF)));
    }

    [Fact]
    public void Load_SaysWhatIsWrong_WithABmp()
    {
        PictureProblemTests.AssertProblem(
            File(2, 1, 8, 0, Grays(3), [2, 3, 0, 0]), "expected one of the 3 colours of the BMP's palette but found number 3");
        PictureProblemTests.AssertProblem(
            File(2, 1, 8, RunLength8, Grays(3), [2, 1, 0, 0, 2, 1, 0, 1]),
            "the BMP's run lengths go beyond its 2 x 1 pixels: the file is damaged");
        PictureProblemTests.AssertProblem(
            File(2, 2, 8, RunLength8, Grays(3), [2, 1, 0, 2, 255, 255, 0, 1]),
            "the BMP's run lengths go beyond its 2 x 2 pixels: the file is damaged");
        PictureProblemTests.AssertProblem(
            File(2, 1, 8, 4, Grays(3), [1, 1, 0, 0]), "expected a known kind of BMP but found 8 bits packed by method 4");
    }

    private static byte[] Read(int width, int height, int bits, int compression, byte[] extra, byte[] pixels)
    {
        using MemoryStream stream = new(File(width, height, bits, compression, extra, pixels));
        GrayPicture picture = GrayPicture.Load(stream);
        Assert.Equal((width, Math.Abs(height)), (picture.Width, picture.Height));
        return picture.Pixels.ToArray();
    }

    /// <summary>A BMP with Windows' first header, then a palette or masks, and then the pixels.</summary>
    internal static byte[] File(int width, int height, int bits, int compression, byte[] extra, byte[] pixels)
    {
        const int HeaderLength = 54;
        byte[] header = new byte[HeaderLength];
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), HeaderLength + extra.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), HeaderLength - 14);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        header[26] = 1;
        header[28] = (byte)bits;
        header[30] = (byte)compression;
        return [.. header, .. extra, .. pixels];
    }

    private static byte[] Grays(int count) =>
        [.. Enumerable.Range(0, count).SelectMany(i => (byte[])[(byte)i, (byte)i, (byte)i, 0])];

    private static byte[] Numbers(params uint[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];
}
