using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using MlNetDigits.Benchmarks.Fields;
using MlNetDigits.Tests.Pictures;

namespace MlNetDigits.Tests.Fields;

public class FieldReaderTests
{
    private static readonly FieldReader Reader = new(PredictionEngine.Default);

    private static readonly Lazy<DigitDataset> Sample =
        new(() => DigitFile.ReadLabeled(Path.Combine(Repository.Root, "assets", "digits-10k.csv.gz")));

    [Fact]
    public void Read_GivesTextAndPlaces_WhenThereIsPaperBetweenDigits()
    {
        const int count = 12;
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            FieldSample field = Field(i, 2 + (i % 5), FieldKind.Ordinary);
            FieldResult result = Reader.Read(field.Picture);
            Assert.Equal(result.Text.Length, result.Digits.Count);
            Assert.InRange(result.Confidence, 0, 1);
            Assert.Equal(result.Confidence >= FieldReader.AcceptanceThreshold, result.Accepted);
            if (result.Text != field.Text)
            {
                continue;
            }

            right++;
            for (int j = 0; j < field.Digits.Count; j++)
            {
                Assert.InRange(Overlap(field.Digits[j], result.Digits[j].Bounds), 0.5, 1);
            }
        }

        // Of such fields, one in thirty is read wrong: of twelve, three are with a probability of 0.6 %.
        Assert.InRange(right, count - 2, count);
    }

    [Fact]
    public void Read_CutsDigits_WhenTheyTouch()
    {
        const int count = 8;
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            FieldSample field = Field(i, 3, FieldKind.Near);
            right += Reader.Read(field.Picture).Text == field.Text ? 1 : 0;
        }

        Assert.InRange(right, count - 3, count);
    }

    [Fact]
    public void Read_FindsNothing_OnBlankPaper()
    {
        SeededRandom random = new(3);
        double[] none = new double[300 * 80];
        FieldResult result = Reader.Read(PaintedDigits.Paint(none, 300, (x, _) => 200 - (0.1 * x) + random.NextInt32(12)));
        Assert.Equal("", result.Text);
        Assert.Equal(0, result.Confidence);
        Assert.False(result.Accepted);
        Assert.Empty(result.Digits);
    }

    [Fact]
    public void Read_DoesNotAccept_WhatIsNoDigit()
    {
        double[] ink = new double[200 * 100];
        foreach (int left in (int[])[20, 80, 140])
        {
            for (int row = 20; row < 80; row++)
            {
                ink.AsSpan((row * 200) + left, 40).Fill(1);
            }
        }

        Assert.False(Reader.Read(PaintedDigits.Paint(ink, 200, (_, _) => 240)).Accepted);
    }

    [Fact]
    public void Read_GivesTheSame_AgainAndOnManyThreads()
    {
        FieldSample field = Field(20, 5, FieldKind.Touching);
        FieldResult first = Reader.Read(field.Picture);
        FieldResult[] others = new FieldResult[4];
        Parallel.For(0, others.Length, i => others[i] = Reader.Read(field.Picture));
        foreach (FieldResult other in others)
        {
            Assert.Equal(first.Text, other.Text);
            Assert.Equal(first.Confidence, other.Confidence);
            Assert.Equal(first.Digits, other.Digits);
        }
    }

    [Fact]
    public void Read_TellsInkFromPaper()
    {
        FieldSample field = Field(21, 4, FieldKind.Ordinary);
        FieldResult dark = Reader.Read(field.Picture);
        GrayPicture inverted = PaintedDigits.Inverted(field.Picture);
        Assert.Equal(dark.Text, Reader.Read(inverted).Text);
        Assert.Equal(dark.Digits, Reader.Read(inverted, new FieldOptions { Polarity = InkPolarity.LightOnDark }).Digits);
        Assert.Equal(dark.Digits, Reader.Read(field.Picture, new FieldOptions { Polarity = InkPolarity.DarkOnLight }).Digits);
    }

    [Fact]
    public void Read_GivesAsManyDigitsAsAreAskedFor()
    {
        for (int i = 0; i < 3; i++)
        {
            FieldSample field = Field(i, 4, FieldKind.Near);
            for (int length = 3; length <= 5; length++)
            {
                FieldResult result = Reader.Read(field.Picture, new FieldOptions { Length = length });
                Assert.Contains(result.Text.Length, new[] { length, 0 });
                Assert.Equal(result.Text.Length, result.Digits.Count);
            }

            Assert.Equal(4, Reader.Read(field.Picture, new FieldOptions { Length = 4 }).Text.Length);
        }
    }

    [Fact]
    public void Read_GivesNothing_WhenTheInkCannotBeSoManyDigits()
    {
        FieldSample field = Field(22, 2, FieldKind.Ordinary);
        FieldResult result = Reader.Read(field.Picture, new FieldOptions { Length = FieldOptions.MaxLength });
        Assert.Equal("", result.Text);
        Assert.False(result.Accepted);
    }

    [Theory]
    [InlineData("9999", false)]
    [InlineData("99-99", false)]
    [InlineData("99-99", true)]
    [InlineData("(99) 99", false)]
    [InlineData("99.9-9", true)]
    public void Read_PutsThePatternIn_WhetherItIsSeenOrNot(string pattern, bool isSeen)
    {
        double[] ink = new double[360 * 90];
        for (int i = 0; i < 4; i++)
        {
            // The dash takes a place of its own.
            double[] digit = PaintedDigits.Ink(PaintedDigits.Digit(40 + i), 360, 90, 2.4, 10 + (70 * i) + (i > 1 ? 40 : 0), 12);
            for (int j = 0; j < ink.Length; j++)
            {
                ink[j] = Math.Max(ink[j], digit[j]);
            }
        }

        GrayPicture plain = PaintedDigits.Paint(ink, 360, (_, _) => 240);
        for (int row = 44; row < 49 && isSeen; row++)
        {
            ink.AsSpan((row * 360) + 156, 18).Fill(1);
        }

        string digits = Reader.Read(plain).Text;
        Assert.Equal(4, digits.Length);

        FieldResult result = Reader.Read(PaintedDigits.Paint(ink, 360, (_, _) => 240), new FieldOptions { Pattern = pattern });
        int next = 0;
        Assert.Equal(string.Concat(pattern.Select(c => c == '9' ? digits[next++] : c)), result.Text);
        Assert.Equal(4, result.Digits.Count);
    }

    [Fact]
    public void Read_ReadsOneDigit_AsTheEngineDoes()
    {
        for (int i = 0; i < 5; i++)
        {
            GrayPicture picture = PaintedDigits.OnWhite(PaintedDigits.Digit(i));
            NormalizedDigit digit = NormalizedDigit.FromPicture(picture);
            FieldResult result = Reader.Read(picture, new FieldOptions { Length = 1 });
            Assert.Equal(PredictionEngine.Default.Predict(digit.Pixels).PredictedLabel, result.Digits[0].Label);
            Assert.Equal(digit.InkBounds, result.Digits[0].Bounds);
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(65, null)]
    [InlineData(null, "")]
    [InlineData(null, "---")]
    [InlineData(null, "9910")]
    [InlineData(3, "99-99")]
    public void Read_RefusesOptions_ThatMakeNoSense(int? length, string? pattern) => Assert.ThrowsAny<ArgumentException>(
        () => Reader.Read(new GrayPicture(1, 1, [0]), new FieldOptions { Length = length, Pattern = pattern }));

    [Fact]
    public void Read_TakesAnyShape()
    {
        SeededRandom random = new(9);
        foreach ((int width, int height) in new[] { (1, 1), (1, 60), (60, 1), (2, 2), (300, 3), (3, 300), (90, 70) })
        {
            byte[] pixels = new byte[width * height];
            foreach (ref byte pixel in pixels.AsSpan())
            {
                pixel = (byte)random.NextInt32(256);
            }

            Assert.NotNull(Reader.Read(new(width, height, pixels)));
            pixels.AsSpan().Fill(255);
            pixels[pixels.Length / 2] = 0;
            Assert.NotNull(Reader.Read(new(width, height, pixels)));
        }
    }

    private static FieldSample Field(int seed, int length, FieldKind kind)
    {
        SeededRandom random = new((ulong)seed + 1000);
        return new FieldGenerator(Sample.Value, 0).Make(length, kind, ref random);
    }

    private static double Overlap(PictureBounds a, PictureBounds b)
    {
        double width = Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left));
        double height = Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
        return width * height / ((a.Width * a.Height) + (b.Width * b.Height) - (width * height));
    }
}
