using DigitPictures;

namespace MlNetDigits.Tests.Pictures;

public class PictureReadingTests
{
    public static TheoryData<string> Names => [.. PictureFixtures.All.Select(picture => picture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_ReadsWhatOtherProgramsWrote(string name)
    {
        PictureFixture expected = PictureFixtures.Find(name);
        GrayPicture actual = GrayPicture.Load(expected.FilePath);
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.Equal(expected.Pixels.Length, actual.Pixels.Length);
        for (int i = 0; i < expected.Pixels.Length; i++)
        {
            (int wanted, int found) = (expected.Pixels[i], actual.Pixels[i]);
            Assert.True(
                Math.Abs(wanted - found) <= expected.Tolerance,
                $"pixel {i}: expected {wanted} ± {expected.Tolerance} but found {found}");
        }
    }

    [Theory]
    [InlineData("gray8.png")]
    [InlineData("color-0.jpg")]
    [InlineData("palette8.bmp")]
    [InlineData("gray255.pgm")]
    public void Load_ReadsAStream_FromWhereItStands(string name)
    {
        PictureFixture fixture = PictureFixtures.Find(name);
        byte[] bytes = [1, 2, 3, .. fixture.Bytes];
        using MemoryStream stream = new(bytes) { Position = 3 };
        GrayPicture actual = GrayPicture.Load(stream);
        Assert.True(actual.Pixels.SequenceEqual(fixture.Pixels));
        Assert.True(stream.CanRead);
    }

    /// <summary>A stream that can't tell its length and gives a few bytes at a time, as one from the network may.</summary>
    [Fact]
    public void Load_ReadsAStream_ThatTellsNoLength()
    {
        byte[] pixels = [.. Enumerable.Range(0, 400 * 300).Select(i => (byte)i)];
        byte[] file = [.. "P5 400 300 255\n"u8, .. pixels];
        using PlainStream stream = new(file);
        Assert.True(GrayPicture.Load(stream).Pixels.SequenceEqual(pixels));
    }

    [Fact]
    public void Constructor_Throws_WhenPixelsDoNotFitTheSize()
    {
        Assert.Throws<ArgumentException>(() => new GrayPicture(3, 2, new byte[5]));
        Assert.Throws<ArgumentException>(() => new GrayPicture(3, 2, new byte[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GrayPicture(0, 2, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GrayPicture(2, -1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GrayPicture(GrayPicture.MaxSide + 1, 1, new byte[65_536]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GrayPicture(20_000, 20_000, []));
    }

    [Fact]
    public void Constructor_CopiesThePixels()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6];
        GrayPicture picture = new(3, 2, pixels);
        pixels[0] = 9;
        Assert.Equal([1, 2, 3, 4, 5, 6], picture.Pixels.ToArray());
    }

    private sealed class PlainStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1000));
    }
}
