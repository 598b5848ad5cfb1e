using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Data.Augmentation;

namespace MlNetDigits.Tests.Data;

/// <summary>All that changes an image at random, or makes one up.</summary>
public class AugmentationTests
{
    private static readonly ShapeAugmentation Still = new(new(0, 0, 0, 0), 0, 0);
    private static readonly ShapeAugmentation Bent = new(new(10, 0.1f, 2, 0.1f), 2, 0.5f);

    [Fact]
    public void ElasticField_IsSmooth_AndStaysWithinItsAmplitude()
    {
        float[] field = new float[784];
        SeededRandom random = new(1);
        float largest = 0;
        for (int i = 0; i < 50; i++)
        {
            ElasticField.Fill(field, 3, ref random);
            for (int row = 0; row < 28; row++)
            {
                for (int column = 0; column < 28; column++)
                {
                    float value = field[(row * 28) + column];
                    largest = MathF.Max(largest, MathF.Abs(value));

                    // A cubic B-spline's slope is at most its points' largest difference; points are seven pixels apart.
                    if (column > 0)
                    {
                        Assert.InRange(value - field[(row * 28) + column - 1], -6 / 7f, 6 / 7f);
                    }

                    if (row > 0)
                    {
                        Assert.InRange(value - field[((row - 1) * 28) + column], -6 / 7f, 6 / 7f);
                    }
                }
            }
        }

        Assert.InRange(largest, 1, 3);
    }

    [Fact]
    public void ElasticField_IsALevel_WhereItsPointsAre()
    {
        // A spline's weights add up to 1 at every place: a field of equal points is equal everywhere.
        float[] field = new float[784];
        SeededRandom random = new(1);
        ElasticField.Fill(field, 0, ref random);
        Assert.All(field, value => Assert.Equal(0, value));
        float[] same = new float[784];
        SeededRandom other = new(1);
        ElasticField.Fill(field, 1, ref other);
        other = new(1);
        ElasticField.Fill(same, 2, ref other);
        Assert.All(field.Zip(same), pair => Assert.Equal(2 * pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void ShapeAugmentation_OnlyDividesBy255_WhenNothingMayChange()
    {
        byte[] source = TestImages.RandomPixels(1, 1);
        float[] result = new float[784];
        SeededRandom random = new(1);
        Still.Apply(source, result, ref random);
        Assert.Equal(source.Select(pixel => pixel / 255f), result);
    }

    [Fact]
    public void AddNoise_HasTheDeviationAskedFor()
    {
        const int images = 40;
        SeededRandom random = new(1);
        double sum = 0, squares = 0;
        for (int i = 0; i < images; i++)
        {
            float[] pixels = new float[784];
            AppearanceAugmentation.AddNoise(pixels, 0.2f, ref random);
            sum += pixels.Sum(pixel => (double)pixel);
            squares += pixels.Sum(pixel => (double)pixel * pixel);
        }

        // Five standard errors of a mean, and of a variance, which for any bell-like noise has less than twice its square's.
        double n = images * 784;
        Assert.Equal(0, sum / n, 5 * 0.2 / Math.Sqrt(n));
        Assert.Equal(0.04, squares / n, 5 * 0.04 * Math.Sqrt(2 / n));
    }

    [Fact]
    public void AppearanceAugmentation_StaysWithinTheGreys_AndFollowsFromItsStream()
    {
        byte[] source = TestImages.RandomPixels(1, 1);
        HashSet<string> results = [];
        for (ulong seed = 0; seed < 300; seed++)
        {
            float[] pixels = new float[784], again = new float[784];
            DigitImage.ToUnit(source, pixels);
            DigitImage.ToUnit(source, again);
            SeededRandom random = new(seed), same = new(seed);
            AppearanceAugmentation.Apply(pixels, ref random);
            AppearanceAugmentation.Apply(again, ref same);
            Assert.All(pixels, pixel => Assert.InRange(pixel, 0, 1));
            Assert.Equal(pixels, again);
            results.Add(string.Join(' ', pixels));
        }

        Assert.InRange(results.Count, 200, 300);
    }

    [Fact]
    public void AppearanceAugmentation_CopesWithALevel()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            float[] pixels = new float[784];
            SeededRandom random = new(seed);
            AppearanceAugmentation.Apply(pixels, ref random);
            Assert.All(pixels, pixel => Assert.InRange(pixel, 0, 1));
        }
    }

    [Fact]
    public void Clutter_OnlyAddsInk_AndLeavesTheMiddleAlone()
    {
        byte[] neighbour = new byte[784];
        for (int row = 6; row < 22; row++)
        {
            neighbour.AsSpan((row * 28) + 10, 8).Fill(255);
        }

        double added = 0, inTheMiddle = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            float[] pixels = new float[784];
            Array.Fill(pixels, 0.1f);
            SeededRandom random = new(seed);
            Clutter.Add(pixels, neighbour, ref random);
            Assert.All(pixels, pixel => Assert.InRange(pixel, 0.1f, 1));
            added += pixels.Sum(pixel => (double)pixel - 0.1f);
            inTheMiddle += pixels[(14 * 28) + 14] - 0.1f;
        }

        Assert.InRange(added, 1000, 200 * 200);
        Assert.Equal(0, inTheMiddle);
    }

    [Fact]
    public void OutlierGenerator_MakesManyKinds_WithinTheGreys_FromItsStream()
    {
        OutlierGenerator outliers = new(TestImages.RandomDataset(30, 1), Bent);
        List<double> inks = [];
        for (ulong seed = 0; seed < 500; seed++)
        {
            float[] pixels = new float[784], again = new float[784];
            SeededRandom random = new(seed), same = new(seed);
            outliers.Fill(pixels, ref random);
            outliers.Fill(again, ref same);
            Assert.All(pixels, pixel => Assert.InRange(pixel, 0, 1));
            Assert.Equal(pixels, again);
            inks.Add(pixels.Average());
        }

        Assert.InRange(inks.Min(), 0, 0.02);
        Assert.InRange(inks.Max(), 0.7, 1);
        Assert.InRange(inks.Distinct().Count(), 480, 500);
    }

    [Fact]
    public void OutlierGenerator_Ends_WhenAllDigitsAreTheSame()
    {
        OutlierGenerator outliers = new(new(new(TestImages.RandomPixels(3, 1)), [7, 7, 7]), Still);
        float[] pixels = new float[784];
        for (ulong seed = 0; seed < 100; seed++)
        {
            SeededRandom random = new(seed);
            outliers.Fill(pixels, ref random);
        }
    }
}
