using System.Buffers.Binary;
using DigitPictures;

namespace MlNetDigits.Tests.Pictures;

/// <summary>GIFs that no program at hand writes, and what is wrong with others.</summary>
public class GifReadingTests
{
    // Codes of pixels of two bits: 0 to 3 are colours.
    private const int Clear = 4;
    private const int End = 5;

    private static readonly byte[] FourGrays = [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40];

    [Fact]
    public void Load_TakesTheFramesOwnPalette_BeforeThatOfTheFile()
    {
        byte[] own = [50, 50, 50, 60, 60, 60, 70, 70, 70, 80, 80, 80];
        Assert.Equal([60, 80], Read(Gif(2, 1, FourGrays, Frame(0, 0, 2, 1, own, Clear, 1, 3, End))).Pixels.ToArray());
    }

    /// <summary>Code 6 is used the moment it comes about: two pixels like the one before.</summary>
    [Fact]
    public void Load_ReadsACode_ThatItselfCompletes() =>
        Assert.Equal([20, 20, 20], Read(Gif(3, 1, FourGrays, Frame(0, 0, 3, 1, [], Clear, 1, 6))).Pixels.ToArray());

    [Fact]
    public void Load_IgnoresPixels_BeyondTheFrame() =>
        Assert.Equal([20, 20], Read(Gif(2, 1, FourGrays, Frame(0, 0, 2, 1, [], Clear, 1, 6, 6, End))).Pixels.ToArray());

    [Theory]
    [InlineData("frames.gif", 3)]
    [InlineData("gray8.gif", 1)]
    [InlineData("pages.tif", 3)]
    [InlineData("gray8-zip.tif", 1)]
    [InlineData("gray8.png", 1)]
    public void PageCount_CountsThePicturesInTheFile(string name, int count) =>
        Assert.Equal(count, GrayPicture.Load(PictureFixtures.Find(name).FilePath).PageCount);

    [Fact]
    public void Load_SaysWhatIsWrong_WithAGif()
    {
        PictureProblemTests.AssertProblem("GIF88a       "u8, "expected a GIF of version 87a or 89a but found another");
        PictureProblemTests.AssertProblem("GIF89a"u8, "expected a GIF's header but the file ends after 6 bytes");
        PictureProblemTests.AssertProblem(Gif(1, 1, FourGrays), "expected a frame in the GIF but it has none");
        PictureProblemTests.AssertProblem(
            Gif(1, 1, FourGrays, [0x3C]), "expected a frame or the end of the GIF but found a block of kind 60");
        PictureProblemTests.AssertProblem(
            Gif(1, 1, [], Frame(0, 0, 1, 1, [], Clear, 1, End)), "expected a palette in the GIF but it has none");
        PictureProblemTests.AssertProblem(
            Gif(2, 1, FourGrays, Frame(1, 0, 2, 1, [], Clear, 1, 1, End)),
            "expected a frame within the GIF's 2 x 1 pixels but found 2 x 1 at (1, 0)");
        PictureProblemTests.AssertProblem(
            Gif(2, 1, FourGrays[..6], Frame(0, 0, 2, 1, [], Clear, 1, 3, End)),
            "expected one of the 2 colours of the GIF's palette but found number 3");
        PictureProblemTests.AssertProblem(
            Gif(2, 1, FourGrays, Frame(0, 0, 2, 1, [], Clear, 1, 7, End)),
            "the GIF's pixels hold a code that its table doesn't: the file is damaged");
        PictureProblemTests.AssertProblem(
            Gif(3, 1, FourGrays, Frame(0, 0, 3, 1, [], Clear, 1, 2, End)), "expected 3 x 1 pixels in the GIF but the data ends early");
    }

    [Fact]
    public void Load_ChecksAGifsSize_BeforeItMakesRoom() => PictureProblemTests.AssertAllocatesLittle(() =>
    {
        byte[] frame = Frame(0, 0, 1, 1, [], Clear, 1, End);
        PictureProblemTests.AssertProblem(
            Gif(60_000, 60_000, FourGrays, frame), "expected at most 100000000 pixels but found 60000 x 60000");
        PictureProblemTests.AssertProblem(
            Gif(9_000, 9_000, FourGrays, frame), "expected 9000 x 9000 pixels in the GIF, more than 41 bytes can hold");
        PictureProblemTests.AssertProblem(
            Gif(300, 300, FourGrays, Frame(0, 0, 300, 300, [], Clear, 1, End)),
            "expected 300 x 300 pixels in the GIF, more than 4 bytes can hold");
    });

    private static GrayPicture Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return GrayPicture.Load(stream);
    }

    /// <summary>A GIF of a palette of 2 or 4 colours, or none, and of blocks.</summary>
    internal static byte[] Gif(ushort width, ushort height, byte[] palette, params byte[][] blocks) =>
        [.. "GIF89a"u8, .. Short(width), .. Short(height), Flags(palette), 0, 0, .. palette, .. blocks.SelectMany(block => block), 0x3B];

    /// <summary>A frame of pixels of two bits, of so few codes that each takes three.</summary>
    internal static byte[] Frame(ushort left, ushort top, ushort width, ushort height, byte[] palette, params int[] codes)
    {
        uint bits = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            bits |= (uint)codes[i] << (3 * i);
        }

        byte[] packed = [.. BitConverter.GetBytes(bits).AsSpan(0, ((3 * codes.Length) + 7) / 8)];
        return
        [
            0x2C, .. Short(left), .. Short(top), .. Short(width), .. Short(height), Flags(palette), .. palette,
            2, (byte)packed.Length, .. packed, 0,
        ];
    }

    private static byte Flags(byte[] palette) => palette.Length switch { 0 => 0, 6 => 0x80, _ => 0x81 };

    private static byte[] Short(ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }
}
