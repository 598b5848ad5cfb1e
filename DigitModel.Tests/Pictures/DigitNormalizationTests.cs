using DigitEngine;
using DigitEngine.Data;
using DigitPictures;

namespace MlNetDigits.Tests.Pictures;

public class DigitNormalizationTests
{
    /// <summary>Digits nearer than this are the same to the eye; two images of the same class differ by about 30.</summary>
    private const double Near = 12;

    public static TheoryData<int> Digits => [.. Enumerable.Range(0, 20).Select(i => i * 37)];

    [Theory]
    [MemberData(nameof(Digits))]
    public void FromPicture_GivesBackTheDigit_WhateverTheSizeAndThePlace(int number)
    {
        byte[] digit = PaintedDigits.Digit(number);
        foreach ((int width, int height, double scale, double left, double top) in new[]
        {
            (28, 28, 1.0, 0.0, 0.0), (60, 90, 2.0, 1.0, 30.0), (200, 200, 7, 2, 1),
            (300, 120, 3.3, 180.5, 20.25), (1500, 1300, 30, 300, 200),
        })
        {
            double[] ink = PaintedDigits.Ink(digit, width, height, scale, left, top);
            NormalizedDigit result = NormalizedDigit.FromPicture(PaintedDigits.Paint(ink, width, (_, _) => 255, 0));
            Assert.True(result.HasInk && result.DarkOnLight);
            Assert.InRange(PaintedDigits.MeanDifference(digit, result.Pixels), 0, Near);
        }
    }

    [Theory]
    [MemberData(nameof(Digits))]
    public void FromPicture_FitsTheBox_AndCentresTheMass(int number)
    {
        ReadOnlySpan<byte> pixels = NormalizedDigit.FromPicture(PaintedDigits.OnWhite(PaintedDigits.Digit(number))).Pixels;
        double mass = 0, across = 0, down = 0;
        (int left, int right, int top, int bottom) = (28, -1, 28, -1);
        byte most = 0;
        for (int i = 0; i < 784; i++)
        {
            (int row, int column) = Math.DivRem(i, 28);
            (mass, across, down) = (mass + pixels[i], across + (pixels[i] * column), down + (pixels[i] * row));
            most = Math.Max(most, pixels[i]);
            if (pixels[i] >= 64)
            {
                (left, right) = (Math.Min(left, column), Math.Max(right, column));
                (top, bottom) = (Math.Min(top, row), Math.Max(bottom, row));
            }
        }

        Assert.Equal(255, most);
        Assert.InRange(Math.Max(right - left + 1, bottom - top + 1), 19, 20);
        Assert.InRange(across / mass, 13.48, 14.52); // rounding to bytes moves it by less than 0.02
        Assert.InRange(down / mass, 13.48, 14.52);
    }

    [Theory]
    [MemberData(nameof(Digits))]
    public void FromPicture_GivesTheSame_WhenLightAndDarkChangePlaces(int number)
    {
        GrayPicture picture = PaintedDigits.OnWhite(PaintedDigits.Digit(number));
        NormalizedDigit dark = NormalizedDigit.FromPicture(picture);
        NormalizedDigit light = NormalizedDigit.FromPicture(PaintedDigits.Inverted(picture));
        Assert.True(dark.DarkOnLight);
        Assert.False(light.DarkOnLight);
        Assert.Equal(dark.InkBounds, light.InkBounds);
        Assert.Equal(dark.Pixels, light.Pixels);
        Assert.Equal(dark.Pixels, NormalizedDigit.FromPicture(picture, InkPolarity.DarkOnLight).Pixels);
        Assert.False(dark.Pixels.SequenceEqual(NormalizedDigit.FromPicture(picture, InkPolarity.LightOnDark).Pixels));
    }

    /// <summary>Sixteen pixels a side, with no paper left and right, above and below: who is paper is told by how it is cut.</summary>
    [Theory]
    [MemberData(nameof(Digits))]
    public void FromPicture_TellsInkFromPaper_WhenTheDigitFillsThePicture(int number)
    {
        byte[] digit = PaintedDigits.Digit(number);
        NormalizedDigit onWhite = NormalizedDigit.FromPicture(PaintedDigits.OnWhite(digit));
        PictureBounds box = onWhite.InkBounds;
        double scale = 16.0 / Math.Max(box.Width, box.Height);
        (int width, int height) = ((int)Math.Ceiling(box.Width * scale), (int)Math.Ceiling(box.Height * scale));
        double[] ink = PaintedDigits.Ink(digit, width, height, 4 * scale, (14 - box.Left) * scale, (14 - box.Top) * scale);
        GrayPicture tight = PaintedDigits.Paint(ink, width, (_, _) => 255, 0);
        Assert.True(NormalizedDigit.FromPicture(tight).DarkOnLight);
        Assert.False(NormalizedDigit.FromPicture(PaintedDigits.Inverted(tight)).DarkOnLight);
    }

    /// <summary>A 0 of so thick a stroke that most of the picture is ink: paper is what is cut into pieces.</summary>
    [Fact]
    public void FromPicture_TellsInkFromPaper_WhenThereIsMoreInk()
    {
        double[] ink = new double[16 * 16];
        for (int i = 0; i < ink.Length; i++)
        {
            (double x, double y) = ((i % 16) - 7.5, (i / 16) - 7.5);
            ink[i] = (x * x) + (y * y) is > 4 and < 72 ? 1 : 0;
        }

        GrayPicture bold = PaintedDigits.Paint(ink, 16, (_, _) => 255, 0);
        Assert.True(NormalizedDigit.FromPicture(bold).DarkOnLight);
        Assert.False(NormalizedDigit.FromPicture(PaintedDigits.Inverted(bold)).DarkOnLight);
    }

    [Theory]
    [MemberData(nameof(Digits))]
    public void FromPicture_SeesThroughShadeAndNoise(int number)
    {
        byte[] digit = PaintedDigits.Digit(number);
        double[] ink = PaintedDigits.Ink(digit, 180, 150, 4, 50, 20);
        SeededRandom random = new((ulong)number);
        double[] noise = new double[ink.Length];
        foreach (ref double value in noise.AsSpan())
        {
            value = (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5) * 14;
        }

        byte[] plain = NormalizedDigit.FromPicture(PaintedDigits.Paint(ink, 180, (_, _) => 255, 0)).Pixels.ToArray();
        GrayPicture shaded = PaintedDigits.Paint(ink, 180, (x, y) => 230 - (0.4 * x) - (y * y * 0.002) + noise[(y * 180) + x], inkShade: 60);
        NormalizedDigit result = NormalizedDigit.FromPicture(shaded);
        Assert.True(result.DarkOnLight);
        Assert.InRange(PaintedDigits.MeanDifference(plain, result.Pixels), 0, 6);
    }

    [Theory]
    [MemberData(nameof(Digits))]
    public void FromPicture_DropsSpecks_LinesAndFrames(int number)
    {
        byte[] digit = PaintedDigits.Digit(number);
        double[] ink = PaintedDigits.Ink(digit, 200, 200, 4, 44, 44);
        byte[] plain = NormalizedDigit.FromPicture(PaintedDigits.Paint(ink, 200, (_, _) => 250)).Pixels.ToArray();

        double[] specks = [.. ink];
        foreach (int place in new[] { 2010, 2011, 2210, 39_000, 38_800, 5_190, 20_004 })
        {
            specks[place] = 1;
        }

        Assert.InRange(Distance(specks), 0, 0.5);

        double[] lines = [.. ink];
        for (int x = 0; x < 200; x++)
        {
            foreach (double line in new[] { 20, 75 + (0.01 * x), 160.5 })
            {
                (lines[((int)line * 200) + x], lines[(((int)line + 1) * 200) + x]) = (1, 1);
            }
        }

        Assert.InRange(Distance(lines), 0, 7);

        double[] frame = [.. ink];
        for (int i = 15; i < 185; i++)
        {
            foreach (int side in new[] { 15, 16, 183, 184 })
            {
                (frame[(side * 200) + i], frame[(i * 200) + side]) = (1, 1);
            }
        }

        Assert.InRange(Distance(frame), 0, 5);

        // Whole ink is a grey level more or less if there is more of it.
        double Distance(double[] changed) =>
            PaintedDigits.MeanDifference(plain, NormalizedDigit.FromPicture(PaintedDigits.Paint(changed, 200, (_, _) => 250)).Pixels);
    }

    [Fact]
    public void FromPicture_KeepsABrokenStroke()
    {
        double[] ink = new double[100 * 100];
        FillBox(ink, 100, 30, 30, 8, 40);
        FillBox(ink, 100, 44, 30, 26, 7); // six columns away
        NormalizedDigit result = NormalizedDigit.FromPicture(PaintedDigits.Paint(ink, 100, (_, _) => 240));
        Assert.Equal(new PictureBounds(30, 30, 40, 40), result.InkBounds);
    }

    [Fact]
    public void FromPicture_KeepsAOneThatGoesFromSideToSide()
    {
        double[] ink = new double[100 * 100];
        FillBox(ink, 100, 50, 0, 2, 100);
        Assert.Equal(new PictureBounds(50, 0, 2, 100), NormalizedDigit.FromPicture(PaintedDigits.Paint(ink, 100, (_, _) => 240)).InkBounds);
    }

    /// <summary>A pen's stroke of a pixel becomes as wide as the thinnest tenth of MNIST's, and its middle is full ink.</summary>
    [Fact]
    public void FromPicture_WidensThinStrokes()
    {
        double[] ink = new double[400 * 400];
        for (int i = 0; i < 300; i++)
        {
            (ink[((50 + i) * 400) + 60 + (i / 2)], ink[((50 + i) * 400) + 61 + (i / 2)], ink[(50 * 400) + 60 + (i / 3)]) = (1, 1, 1);
        }

        ReadOnlySpan<byte> pixels = NormalizedDigit.FromPicture(PaintedDigits.Paint(ink, 400, (_, _) => 255, 0)).Pixels;
        Assert.InRange(pixels.ToArray().Count(pixel => pixel >= 200), 10, 60);
        Assert.False(pixels[..84].ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(10, 255, 0, 0)]
    [InlineData(10, 0, 0, 0)]
    [InlineData(200, 240, 0.4, 0)]
    [InlineData(200, 200, 0, 20)]
    [InlineData(120, 200, 0.5, 40)]
    public void FromPicture_FindsNoInk_OnBlankPaper(int side, int light, double shade, int noise)
    {
        SeededRandom random = new(5);
        NormalizedDigit result = NormalizedDigit.FromPicture(PaintedDigits.Paint(
            new double[side * side], side, (x, y) => light - (shade * (x + (0.2 * y))) + (noise > 0 ? random.NextInt32(noise) : 0)));
        Assert.False(result.HasInk);
        Assert.Equal(default, result.InkBounds);
        Assert.Equal(new byte[784], result.Pixels);
    }

    [Fact]
    public void FromPicture_TakesAnyShape()
    {
        SeededRandom random = new(9);
        foreach ((int width, int height) in new[]
        {
            (1, 1), (1, 2), (2, 1), (1, 100), (100, 1), (2, 2), (3, 1000), (1000, 3), (41, 5), (65_535, 1), (1, 65_535), (65_535, 40),
        })
        {
            byte[] pixels = new byte[width * height];
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)random.NextInt32(256);
            }

            Assert.Equal(784, NormalizedDigit.FromPicture(new(width, height, pixels)).Pixels.Length);
            pixels.AsSpan().Fill(255);
            pixels[pixels.Length / 2] = 0;
            Assert.Equal(784, NormalizedDigit.FromPicture(new(width, height, pixels)).Pixels.Length);
        }
    }

    [Fact]
    public void FromPicture_SaysWhereTheInkIs_InThePictureItself()
    {
        double[] ink = new double[3000 * 2000];
        FillBox(ink, 3000, 600, 300, 90, 900);
        Assert.Equal(new PictureBounds(600, 300, 90, 900), NormalizedDigit.FromPicture(PaintedDigits.Paint(ink, 3000, (_, _) => 255)).InkBounds);
    }

    [Fact]
    public void FromPicture_RefusesWhatIsNoPolarity() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalizedDigit.FromPicture(new(1, 1, new byte[1]), (InkPolarity)3));

    private static void FillBox(double[] ink, int pitch, int left, int top, int width, int height)
    {
        for (int row = top; row < top + height; row++)
        {
            ink.AsSpan((row * pitch) + left, width).Fill(1);
        }
    }
}
