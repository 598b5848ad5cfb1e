using System.Buffers.Binary;
using System.Text;
using DigitPictures;
using DigitPictures.Formats;
using MlNetDigits.Benchmarks.Fuzzing;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Pictures;

/// <summary>What is said about files that can't be read, and what they can't bring about.</summary>
public class PictureProblemTests
{
    private static readonly byte[] Palette = [10, 20, 30, 40, 50, 60];

    [Fact]
    public void Load_NamesTheFile_WhenThereIsNone()
    {
        string path = Path.Combine(PictureFixtures.Folder, "none.png");
        PictureFormatException problem = Assert.Throws<PictureFormatException>(() => GrayPicture.Load(path));
        Assert.Equal($"{path}: the file does not exist", problem.Message);
        Assert.Equal(path, problem.File);
        problem = Assert.Throws<PictureFormatException>(() => GrayPicture.Load(PictureFixtures.Folder));
        Assert.EndsWith(": expected a file but found a folder", problem.Message);
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("II+\0", "a BigTIFF")]
    [InlineData("RIFF....WEBPVP8 ", "a WebP picture: convert it to PNG first")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("P7\nWIDTH", "a PAM")]
    [InlineData("hello", "something else")]
    public void Load_SaysWhatAFileIs_WhenItIsNoPictureItKnows(string content, string found) =>
        AssertProblem(
            Encoding.Latin1.GetBytes(content),
            $"expected a PNG, JPEG, BMP, GIF, TIFF or PNM picture (PBM, PGM, PPM) but found {found}");

    [Fact]
    public void Load_TakesNoMorePixels_ThanTheCallerAllows()
    {
        using MemoryStream png = new();
        new GrayPicture(20, 10, new byte[200]).SavePng(png);
        png.Position = 0;
        Assert.Equal(20, GrayPicture.Load(png, "small.png", 200).Width);
        png.Position = 0;
        PictureFormatException problem = Assert.Throws<PictureFormatException>(() => GrayPicture.Load(png, "small.png", 199));
        Assert.Equal("small.png: expected at most 199 pixels but found 20 x 10", problem.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => GrayPicture.Load(png, "small.png", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GrayPicture.Load(png, "small.png", GrayPicture.MaxPixelCount + 1));
    }

    [Theory]
    [InlineData(0u, 5u, "expected a picture but its size is 0 x 5")]
    [InlineData(65_536u, 1u, "expected at most 65535 pixels a side but found 65536 x 1")]
    [InlineData(uint.MaxValue, uint.MaxValue, "expected at most 65535 pixels a side but found 4294967295 x 4294967295")]
    [InlineData(20_000u, 20_000u, "expected at most 100000000 pixels but found 20000 x 20000")]
    [InlineData(10_000u, 10_000u, "expected 100010000 bytes of pixels in the PNG, more than its 9 bytes can hold")]
    public void Load_ChecksAPngsSize_BeforeItMakesRoom(uint width, uint height, string problem)
    {
        byte[] file = new PngBytes().Header(width, height).Data(1).End();
        AssertAllocatesLittle(() => AssertProblem(file, problem));
    }

    [Fact]
    public void Load_ChecksTheSize_BeforeItMakesRoom()
    {
        byte[] jpeg = PictureFixtures.Find("gray-8x8.jpg").Bytes;
        int frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + 5;
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame), 10_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 2), 10_000);
        byte[] bmp = PictureFixtures.Find("rgb24.bmp").Bytes;
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), int.MinValue);
        AssertAllocatesLittle(() =>
        {
            AssertProblem(jpeg, $"expected 10000 x 10000 pixels in the JPEG, more than {jpeg.Length} bytes can hold");
            AssertProblem(bmp, "expected at most 65535 pixels a side but found 13 x 2147483648");
            AssertProblem(
                "P5 9000 9000 255\n1234"u8, "expected 81000000 bytes of pixels in the PNM but the file ends after 21 bytes");
            AssertProblem(
                "P2 9000 9000 255\n1"u8, "expected 161999999 bytes of pixels in the PNM but the file ends after 18 bytes");
        });
    }

    [Fact]
    public void Load_RefusesALongFile_BeforeItIsRead()
    {
        using TempFolder folder = new();
        string path = folder.Write("long.png", []);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(GrayPicture.MaxFileLength + 1L);
        }

        AssertAllocatesLittle(() =>
        {
            PictureFormatException problem = Assert.Throws<PictureFormatException>(() => GrayPicture.Load(path));
            Assert.Equal($"{path}: expected at most 67108864 bytes but found 67108865", problem.Message);
        });
    }

    /// <summary>Eighty million bytes packed into eighty thousand: what the picture doesn't need stays packed.</summary>
    [Fact]
    public void Load_UnpacksNoMoreThanThePictureNeeds()
    {
        byte[] file = new PngBytes().Header(1, 1).Data(new byte[80_000_000]).End();
        AssertAllocatesLittle(() =>
        {
            using MemoryStream stream = new(file);
            Assert.Equal([0], GrayPicture.Load(stream).Pixels.ToArray());
        });
    }

    [Fact]
    public void Load_SaysWhatIsWrong_WithAPng()
    {
        AssertProblem(new PngBytes().Data(0, 1).End(), "expected a PNG to begin with IHDR but found IDAT");
        AssertProblem(new PngBytes().Header(1, 1).End(), "expected pixels in the PNG but it has no IDAT chunk");
        AssertProblem(
            new PngBytes().Header(1, 1, color: 3).Data(0, 1).End(), "expected a palette in the PNG but it has no PLTE chunk");
        AssertProblem(
            new PngBytes().Header(1, 1, depth: 4, color: 2).Data(0, 1).End(),
            "expected a valid colour type and bit depth in the PNG but found 2 and 4");
        AssertProblem(
            new PngBytes().Header(1, 1, color: 3).Chunk("PLTE"u8, Palette).Data(0, 2).End(),
            "expected colours 0-1 of the PNG's palette but found 2");
        AssertProblem(
            new PngBytes().Header(1, 1).Header(1, 1).Data(0, 1).End(), "the PNG's IHDR chunk is out of place");
        AssertProblem(
            new PngBytes().Header(1, 1, color: 3).Chunk("PLTE"u8, Palette).Chunk("PLTE"u8, Palette).Data(0, 1).End(),
            "the PNG's PLTE chunk is out of place");
        AssertProblem(
            new PngBytes().Header(2, 1).Data(0, 1).Chunk("teXt"u8, []).Data(0, 1).End(),
            "the PNG's IDAT chunk is out of place");
        AssertProblem(new PngBytes().Header(2, 2).Data(0, 1, 2).End(), "expected 2 x 2 pixels in the PNG but the data ends early");
        AssertProblem(new PngBytes().Header(1, 1).Data(5, 1).End(), "expected a PNG's filter 0-4 but found 5");
        AssertProblem(
            new PngBytes().Header(1, 1).Chunk("IDAT"u8, [1, 2, 3, 4]).End(),
            "the PNG's pixels can't be unpacked: the file is damaged");
        byte[] damaged = new PngBytes().Header(1, 1).Data(0, 1).End();
        damaged[20]++;
        AssertProblem(damaged, "the PNG's IHDR chunk doesn't match its checksum: the file is damaged");
        AssertProblem(
            [0x89, (byte)'P', (byte)'N', (byte)'G', 10, 26, 10],
            "expected a PNG's signature but found it damaged, as by a transfer that changes line endings");
    }

    /// <summary>The checksum behind the packed pixels, which nobody needs for unpacking them.</summary>
    [Fact]
    public void Load_Throws_WhenThePackedPixelsDoNotMatchTheirChecksum()
    {
        byte[] packed = PngBytes.Pack([0, 1]);
        packed[^1]++;
        AssertProblem(
            new PngBytes().Header(1, 1).Chunk("IDAT"u8, packed).End(), "the PNG's pixels can't be unpacked: the file is damaged");
    }

    [Fact]
    public void Load_Throws_WhenAJpegsScansGoOverThePictureAgain()
    {
        foreach (string name in (string[])["gray-progressive.jpg", "gray-17x9.jpg"])
        {
            byte[] file = PictureFixtures.Find(name).Bytes;
            int scan = file.AsSpan().IndexOf<byte>([0xFF, 0xDA]);
            int end = JpegMarker.Find(file, scan + 2);
            byte[] again = [.. file[..end], .. file[scan..]];
            AssertProblem(again, "the JPEG's scans are not in order: the file is damaged");
        }
    }

    [Fact]
    public void Load_SaysWhatIsWrong_WithAJpeg()
    {
        byte[] file = PictureFixtures.Find("gray-8x8.jpg").Bytes;
        int frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        byte[] arithmetic = [.. file];
        arithmetic[frame + 1] = 0xC9;
        AssertProblem(arithmetic, "expected a baseline or progressive JPEG with Huffman codes but found process 9");
        byte[] deep = [.. file];
        deep[frame + 4] = 12;
        AssertProblem(deep, "expected a JPEG of 8 bits a sample but found 12");

        // Three codes of one bit.
        byte[] crowded = [.. file];
        crowded[file.AsSpan().IndexOf<byte>([0xFF, 0xC4]) + 5] = 3;
        AssertProblem(crowded, "expected Huffman tables in the JPEG but found something else");
        byte[] cut = [.. file[..^8], 0xFF, 0xD9];
        AssertProblem(cut, "expected more pixels in the JPEG but its scan ends early: the file is damaged or cut short");
    }

    [Fact]
    public void Load_SaysWhatIsWrong_WithAPnm()
    {
        AssertProblem("P5 2 x 255\n12"u8, "expected a height in the PNM but found \"x\"");
        AssertProblem("P2 1 1 70000\n1 "u8, "expected a largest sample from 1 to 65535 in the PNM but found 70000");
        AssertProblem("P2 2 1 9\n1 10 "u8, "expected samples 0-9 in the PNM but found 10");
        AssertProblem("P1 2 1 12"u8, "expected 0 or 1 in the PNM but found \"2\"");
        AssertProblem("P2 99999999999 1 9\n1 "u8, "expected a width in the PNM but found a number beyond 4294967295");
    }

    [Fact]
    public void Load_ReadsAPlainPnm_WithComments()
    {
        using MemoryStream stream = new("P1 # a bitmap\n#5 5\n3 2\n101 # its first row\n0\n1\n0"u8.ToArray());
        Assert.Equal([0, 255, 0, 255, 0, 255], GrayPicture.Load(stream).Pixels.ToArray());
    }

    internal static void AssertProblem(ReadOnlySpan<byte> file, string problem)
    {
        using MemoryStream stream = new(file.ToArray());
        PictureFormatException thrown = Assert.Throws<PictureFormatException>(() => GrayPicture.Load(stream, "a.picture"));
        Assert.Equal("a.picture: " + problem, thrown.Message);
    }

    internal static void AssertAllocatesLittle(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }
}
