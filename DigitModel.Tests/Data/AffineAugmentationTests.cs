using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Data.Augmentation;

namespace MlNetDigits.Tests.Data;

public class AffineAugmentationTests
{
    [Fact]
    public void Apply_OnlyDividesBy255_WhenNothingMayChange()
    {
        byte[] source = TestImages.RandomPixels(1, 1);
        float[] result = new float[784];
        SeededRandom random = new(1);
        new AffineAugmentation(0, 0, 0, 0).Apply(source, result, ref random);
        Assert.Equal(source.Select(pixel => pixel / 255f), result);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(-4, 0)]
    [InlineData(0, -27)]
    [InlineData(100, -100)]
    public void Apply_MovesRightAndDown(int right, int down)
    {
        byte[] source = TestImages.RandomPixels(1, 2);
        float[] result = new float[784];
        new AffineTransform(0, 1, 0, right, down).Apply(source, result);
        for (int row = 0; row < 28; row++)
        {
            for (int column = 0; column < 28; column++)
            {
                (int y, int x) = (row - down, column - right);
                float expected = y is >= 0 and < 28 && x is >= 0 and < 28 ? source[(y * 28) + x] / 255f : 0;
                Assert.Equal(expected, result[(row * 28) + column]);
            }
        }
    }

    [Fact]
    public void Apply_TurnsClockwise_AndShearsRightBelowTheCentre()
    {
        byte[] source = new byte[784];
        source[(13 * 28) + 27] = 255; // the middle of the right side
        float[] result = new float[784];
        new AffineTransform(MathF.PI / 2, 1, 0, 0, 0).Apply(source, result);
        Assert.Equal(1, result[(27 * 28) + 14], 1e-4); // has gone to the bottom

        source = new byte[784];
        source[(27 * 28) + 14] = 255;
        new AffineTransform(0, 1, 1 / 13.5f, 0, 0).Apply(source, result);
        Assert.Equal(1, result[(27 * 28) + 15], 1e-4);
    }

    [Fact]
    public void Apply_AgreesWithTheReference_WhateverIsDrawn()
    {
        AffineAugmentation augmentation = new(25, 0.2f, 3, 0.3f);
        SeededRandom random = SeededRandom.For(1, RandomPurpose.Augmentation);
        float[] result = new float[784];
        for (int i = 0; i < 20; i++)
        {
            byte[] source = TestImages.RandomPixels(1, (ulong)i);
            SeededRandom copy = random;
            AffineTransform transform = augmentation.Draw(ref copy);
            augmentation.Apply(source, result, ref random);
            Assert.Equal(copy.State, random.State);

            // A coordinate is below 64 and rounded six times, so it is off by 6·64·2⁻²⁴ at most; the image changes by
            // at most 1 a pixel in x and in y. The rest is the interpolation's own rounding.
            double tolerance = (2 * 6 * 64 * Math.Pow(2, -24)) + (8 * Math.Pow(2, -24));
            double[] reference = Reference(source, transform);
            for (int pixel = 0; pixel < 784; pixel++)
            {
                Assert.InRange(result[pixel], reference[pixel] - tolerance, reference[pixel] + tolerance);
            }
        }
    }

    [Fact]
    public void Draw_StaysWithinItsLimits_AndUsesThem()
    {
        AffineAugmentation augmentation = new(10, 0.1f, 2, 0.2f);
        SeededRandom random = new(5);
        AffineTransform[] drawn = [.. Enumerable.Range(0, 2000).Select(_ => augmentation.Draw(ref random))];
        AssertFills(drawn.Select(t => t.RotationRadians * 180 / MathF.PI), 10);
        AssertFills(drawn.Select(t => t.Scale - 1), 0.1f);
        AssertFills(drawn.Select(t => t.Shear), 0.2f);
        AssertFills(drawn.Select(t => t.ShiftX), 2);
        AssertFills(drawn.Select(t => t.ShiftY), 2);
    }

    // The chance that none of 2,000 falls into the outer hundredth of a side is 0.995^2000 = 0.00004.
    private static void AssertFills(IEnumerable<float> values, float limit)
    {
        Assert.InRange(values.Max(), 0.98f * limit, 1.0001f * limit);
        Assert.InRange(values.Min(), -1.0001f * limit, -0.98f * limit);
    }

    /// <summary>Each pixel of the result is the sum of all source pixels, weighted by how near they are to where it comes from.</summary>
    private static double[] Reference(byte[] source, AffineTransform transform)
    {
        // rotation · shear · scale, and its inverse by Cramer's rule.
        (double sin, double cos) = Math.SinCos(transform.RotationRadians);
        double a = transform.Scale * cos;
        double b = transform.Scale * ((cos * transform.Shear) - sin);
        double c = transform.Scale * sin;
        double d = transform.Scale * ((sin * transform.Shear) + cos);
        double determinant = (a * d) - (b * c);
        double[] result = new double[784];
        for (int i = 0; i < 784; i++)
        {
            double x = (i % 28) - 13.5 - transform.ShiftX;
            double y = (i / 28) - 13.5 - transform.ShiftY;
            double fromX = (((d * x) - (b * y)) / determinant) + 13.5;
            double fromY = (((a * y) - (c * x)) / determinant) + 13.5;
            for (int j = 0; j < 784; j++)
            {
                double weight = Math.Max(0, 1 - Math.Abs(fromX - (j % 28))) * Math.Max(0, 1 - Math.Abs(fromY - (j / 28)));
                result[i] += weight * source[j] / 255.0;
            }
        }

        return result;
    }
}
