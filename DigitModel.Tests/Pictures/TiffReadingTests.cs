using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;
using DigitPictures;
using DigitPictures.Formats;
using TiffTag = BitMiracle.LibTiff.Classic.TiffTag;

namespace MlNetDigits.Tests.Pictures;

/// <summary>TIFFs that no program at hand writes, and what is wrong with others.</summary>
public class TiffReadingTests
{
    [Fact]
    public void Load_ReadsATiff_OfTheFewestTags() => Assert.Equal([1, 2, 3, 4], Read(new TiffBytes(2, 2).File(1, 2, 3, 4)));

    [Fact]
    public void Load_IgnoresSamples_ThatAreNoAlpha() =>
        Assert.Equal([7, 9], Read(new TiffBytes(2, 1).Set(TiffBytes.Samples, 2).Set(TiffBytes.BitsPerSample, 8, 8).File(7, 200, 9, 100)));

    [Theory]
    [InlineData(257)]
    [InlineData(1)] // some writers store 8 bits where 16 are due
    public void Load_ReadsAPalette_OfSixteenBitsOrEight(uint step)
    {
        uint[] grays = [.. Enumerable.Range(0, 3 * 256).Select(i => (uint)(i % 256) * step)];
        Assert.Equal([7, 200], Read(new TiffBytes(2, 1).Set(TiffBytes.Color, 3).Set(TiffBytes.ColorMap, grays).File(7, 200)));
    }

    [Fact]
    public void Load_TakesNoLargerStrips_ThanTheCallersPixelsNeed()
    {
        byte[] file = new TiffBytes(10, 10).Set(TiffBytes.Samples, 3).Set(TiffBytes.Color, 2).Set(TiffBytes.BitsPerSample, 16, 16, 16).File(new byte[600]);
        using MemoryStream stream = new(file);
        PictureFormatException problem = Assert.Throws<PictureFormatException>(() => GrayPicture.Load(stream, "a.tif", 100));
        Assert.Equal("a.tif: expected strips or tiles of at most 400 bytes in the TIFF but found 600", problem.Message);
    }

    [Fact]
    public void Load_SaysWhatIsWrong_WithATiff()
    {
        byte[] one = new TiffBytes(2, 2).File(1, 2, 3, 4);
        PictureProblemTests.AssertProblem("II*\0"u8, "expected a TIFF's directories but the file ends after 4 bytes");
        PictureProblemTests.AssertProblem("II*\0\0\0\0\0"u8, "expected a page in the TIFF but it has none");
        PictureProblemTests.AssertProblem(
            "II+\0\0\0\0\0"u8, "expected a PNG, JPEG, BMP, GIF, TIFF or PNM picture (PBM, PGM, PPM) but found a BigTIFF");
        PictureProblemTests.AssertProblem(
            new TiffBytes(2, 2).File(1, 2, 3),
            $"expected 2 x 2 pixels in a strip or tile of the TIFF, more than 3 bytes can hold");
        PictureProblemTests.AssertProblem(
            new TiffBytes(2, 2).Set(TiffBytes.StripLengths, 4000).File(1, 2, 3, 4),
            $"expected strip or tile 1 of 1 of the TIFF but the file ends after {one.Length} bytes");
        PictureProblemTests.AssertProblem(
            new TiffBytes(2, 2).Set(TiffBytes.StripOffsets, 8, 8).File(1, 2, 3, 4),
            "expected the offsets and lengths of 1 strips or tiles in the TIFF but found 2 and 1");
        PictureProblemTests.AssertProblem(
            new TiffBytes(2, 2).Set(TiffBytes.Width, 2, 2).File(1, 2, 3, 4), "expected one value of ImageWidth in the TIFF but found 2");
        PictureProblemTests.AssertProblem(
            new TiffBytes(2, 2).Set(TiffBytes.Compression, 34712).File(1, 2, 3, 4),
            "expected a known compression in the TIFF but found method 34712 for 8 bits");
        PictureProblemTests.AssertProblem(
            new TiffBytes(2, 2).Set(TiffBytes.Color, 8).File(1, 2, 3, 4),
            "expected grey, palette, RGB or CMYK of up to 16 bits in the TIFF but found colour model 8 with 1 samples of 8 bits in format 1");
        PictureProblemTests.AssertProblem(
            new TiffBytes(1, 1).Set(TiffBytes.BitsPerSample, 32).Set(TiffBytes.SampleFormat, 3).File(1, 2, 3, 4),
            "expected grey, palette, RGB or CMYK of up to 16 bits in the TIFF but found colour model 1 with 1 samples of 32 bits in format 3");
        PictureProblemTests.AssertProblem(
            new TiffBytes(1, 1).Set(TiffBytes.Samples, 3).Set(TiffBytes.Color, 2).Set(TiffBytes.BitsPerSample, 8, 8, 16).File(1, 2, 3, 4),
            "expected the same BitsPerSample for all samples of the TIFF but found 8, 8, 16");
        PictureProblemTests.AssertProblem(
            new TiffBytes(1, 1).Set(TiffBytes.Color, 3).Set(TiffBytes.ColorMap, 1, 2, 3).File(1), "expected 768 numbers in the TIFF's palette but found 3");
        PictureProblemTests.AssertProblem(
            new TiffBytes(1, 1).Set(TiffBytes.Compression, 70000).File(1), "expected at most 65535 for Compression in the TIFF but found 70000");
    }

    [Fact]
    public void Load_RefusesTheSameTagTwice()
    {
        byte[] file = new TiffBytes(2, 2).File(1, 2, 3, 4);
        int entry = file.AsSpan().IndexOf<byte>([TiffBytes.Height & 255, TiffBytes.Height >> 8]);
        file[entry] = TiffBytes.Width & 255;
        PictureProblemTests.AssertProblem(file, "expected ImageWidth once in the TIFF but found it twice");
    }

    [Fact]
    public void Load_RefusesDirectories_ThatGoInACircle()
    {
        byte[] file = new TiffBytes(2, 2).File(1, 2, 3, 4);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(file.Length - 4), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)));
        PictureProblemTests.AssertProblem(file, "expected directories in the TIFF that don't overlap but found others: the file is damaged");
    }

    [Theory]
    [InlineData("scan-g4.tif")]
    [InlineData("bits1-g3.tif")]
    [InlineData("gray4-lzw.tif")]
    [InlineData("gray8-zip.tif")]
    [InlineData("jpeg-gray.tif")]
    public void Load_RefusesPixels_ThatAreDamaged(string name)
    {
        byte[] whole = PictureFixtures.Find(name).Bytes;
        using Tiff tiff = Tiff.ClientOpen(name, "r", new MemoryStream(whole), new TiffStream());
        int offset = tiff.GetField(TiffTag.STRIPOFFSETS)[0].ToIntArray()[0];
        int length = tiff.GetField(TiffTag.STRIPBYTECOUNTS)[0].ToIntArray()[0];

        byte[] zeros = [.. whole];
        zeros.AsSpan(offset, length).Clear();
        PictureProblemTests.AssertProblem(zeros, "the TIFF's pixels can't be unpacked: the file is damaged");
    }

    [Fact]
    public void Load_ChecksATiffsSize_BeforeItMakesRoom() => PictureProblemTests.AssertAllocatesLittle(() =>
    {
        PictureProblemTests.AssertProblem(
            new TiffBytes(60_000, 60_000).File(1), "expected at most 100000000 pixels but found 60000 x 60000");
        foreach (uint compression in (uint[])[1, 5, 7, 8, 32773, 32946])
        {
            PictureProblemTests.AssertProblem(
                new TiffBytes(9_000, 9_000).Set(TiffBytes.Compression, compression).File(1, 2, 3),
                "expected 9000 x 9000 pixels in a strip or tile of the TIFF, more than 3 bytes can hold");
        }

        PictureProblemTests.AssertProblem(
            new TiffBytes(9_000, 9_000).Set(TiffBytes.Compression, 4).Set(TiffBytes.BitsPerSample, 1).File(1, 2, 3),
            "expected 9000 x 9000 pixels in a strip or tile of the TIFF, more than 3 bytes can hold");
        PictureProblemTests.AssertProblem(
            new TiffBytes(1, 1).Set(TiffBytes.TileWidth, 60_000).Set(TiffBytes.TileLength, 60_000).File(1),
            "expected at most 100000000 pixels but found 60000 x 60000");
    });

    /// <summary>The library under the reader has one handler for the whole process, which may have been somebody else's.</summary>
    [Fact]
    public void Messages_GoToTheHandlerThatWasThere_UnlessTheFileIsOurs()
    {
        Listener listener = new();
        TiffErrorHandler before = Tiff.SetErrorHandler(listener);
        try
        {
            _ = new TiffMessages();
            Load_RefusesPixels_ThatAreDamaged("scan-g4.tif");
            Assert.Equal(0, listener.Count);

            using MemoryStream damaged = new([.. "II*\0"u8, 200, 0, 0, 0]);
            Assert.Null(Tiff.ClientOpen("theirs", "r", damaged, new TiffStream()));
            Assert.True(listener.Count > 0);
        }
        finally
        {
            Tiff.SetErrorHandler(before);
        }
    }

    private static byte[] Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return GrayPicture.Load(stream).Pixels.ToArray();
    }

    private sealed class Listener : TiffErrorHandler
    {
        public int Count { get; private set; }

        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args) => Count++;

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) => Count++;
    }
}
