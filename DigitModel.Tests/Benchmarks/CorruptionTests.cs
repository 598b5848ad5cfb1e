using DigitEngine.Data;
using MlNetDigits.Benchmarks.Robustness;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Benchmarks;

/// <summary>
/// What can be known of a corruption without the original: the comparison with MNIST-C's own code was made by hand, and found
/// the warps, stripes and edges equal to the pixel.
/// </summary>
public class CorruptionTests
{
    private const byte Ink = 255;

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Corruption.All.Count)];

    [Fact]
    public void All_AreFifteen_WithNamesOfTheirOwn()
    {
        Assert.Equal(15, Corruption.All.Count);
        Assert.Equal(15, Corruption.All.Select(corruption => corruption.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Apply_DependsOnSourceAndSeedOnly(int number)
    {
        byte[] source = Square();
        byte[] onZeros = new byte[784];
        byte[] onInk = Enumerable.Repeat(Ink, 784).ToArray();
        RobustnessMeasurement.Corrupt(number, source, onZeros, seed: 5, image: 3);
        RobustnessMeasurement.Corrupt(number, source, onInk, seed: 5, image: 3);
        Assert.Equal(onZeros, onInk);
        Assert.NotEqual(source, onZeros);
        Assert.Equal(Square(), source);
    }

    /// <summary>No ink, no noise in it, and nothing to move: these make something of ink alone.</summary>
    [Theory]
    [InlineData("shot-noise")]
    [InlineData("glass-blur")]
    [InlineData("motion-blur")]
    [InlineData("shear")]
    [InlineData("scale")]
    [InlineData("rotate")]
    [InlineData("translate")]
    [InlineData("fog")]
    [InlineData("canny-edges")]
    public void Apply_LeavesBackgroundAlone(string name) => Assert.Equal(new byte[784], Apply(name, new byte[784]));

    [Theory]
    [InlineData("glass-blur")]
    [InlineData("motion-blur")]
    public void Blurs_LeaveAnEvenGreyAlone(string name)
    {
        // Weights add up to 1 and edges go on; glass-blur rounds down in between.
        byte[] grey = Enumerable.Repeat((byte)100, 784).ToArray();
        Assert.All(Apply(name, grey), pixel => Assert.InRange(pixel, 99, 100));
    }

    [Fact]
    public void Stripe_Twice_IsTheImageItself()
    {
        byte[] source = TestImages.RandomPixels(1, 1);
        byte[] once = Apply("stripe", source);
        Assert.Equal(source, Apply("stripe", once));
        Assert.Equal(14 * 28, once.Zip(source).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void Brightness_AddsHalf_AndClips() =>
        Assert.Equal([128, 178, 255, 255], Apply("brightness", [0, 50, 128, 255, .. new byte[780]])[..4]);

    [Fact]
    public void Translate_MovesByThreeBothWays()
    {
        byte[] moved = Apply("translate", Enumerable.Repeat(Ink, 784).ToArray());
        Assert.Equal(25 * 25, moved.Count(pixel => pixel == Ink));
        Assert.Equal((28 * 28) - (25 * 25), moved.Count(pixel => pixel == 0));
    }

    [Fact]
    public void Scale_ShrinksToSevenTenths_AboutTheCentre()
    {
        byte[] small = Apply("scale", Square());

        // The pixel at 4.5 from the centre comes from 6.43, full ink still; that at 5.5 comes from 7.86, beyond the blend at 7.
        Assert.Equal(100, small.Count(pixel => pixel == Ink));
        Assert.Equal(684, small.Count(pixel => pixel == 0));
        Assert.Equal(small, small.Reverse());
    }

    [Fact]
    public void ImpulseNoise_HitsSeventeenPercent()
    {
        byte[] grey = Enumerable.Repeat((byte)100, 784).ToArray();
        byte[] noisy = [.. Enumerable.Range(0, 100).SelectMany(image => Apply("impulse-noise", grey, image))];
        double n = noisy.Length;
        Assert.InRange(noisy.Count(pixel => pixel != 100) / n, 0.17 - Deviations(0.17), 0.17 + Deviations(0.17));
        Assert.InRange(noisy.Count(pixel => pixel == Ink) / n, 0.085 - Deviations(0.085), 0.085 + Deviations(0.085));

        double Deviations(double share) => 5 * Math.Sqrt(share * (1 - share) / n);
    }

    [Fact]
    public void ShotNoise_CountsPhotons()
    {
        // 170 of 255 is two photons of three on average; counts of three and more are full ink.
        byte[] grey = Enumerable.Repeat((byte)170, 784).ToArray();
        byte[] noisy = [.. Enumerable.Range(0, 100).SelectMany(image => Apply("shot-noise", grey, image))];
        double[] shares = [Math.Exp(-2), 2 * Math.Exp(-2), 2 * Math.Exp(-2), 1 - (5 * Math.Exp(-2))];
        for (int photons = 0; photons < shares.Length; photons++)
        {
            double deviation = Math.Sqrt(shares[photons] * (1 - shares[photons]) / noisy.Length);
            double found = noisy.Count(pixel => pixel == photons * 85) / (double)noisy.Length;
            Assert.InRange(found, shares[photons] - (5 * deviation), shares[photons] + (5 * deviation));
        }
    }

    [Fact]
    public void MotionBlur_DrawsOutToOneSide()
    {
        byte[] dot = new byte[784];
        dot[(14 * 28) + 14] = Ink;
        byte[] blurred = new byte[784];
        MotionBlur.Apply(dot, blurred, degrees: 0);

        // Half a Gaussian of σ 3: the tap at the pixel itself is 1/4.26 of all, and there is nothing to its right.
        Assert.All(blurred[((14 * 28) + 15)..], pixel => Assert.Equal(0, pixel));
        Assert.Equal([0, 1, 2, 4, 8, 15, 25, 36, 48, 57, 60], blurred[((14 * 28) + 4)..((14 * 28) + 15)]);
    }

    [Fact]
    public void DottedLine_LeavesTwoColumnsOfFourAlone()
    {
        byte[] dotted = Apply("dotted-line", new byte[784]);
        for (int column = 0; column < 28; column++)
        {
            bool empty = Enumerable.Range(0, 28).All(row => dotted[(row * 28) + column] == 0);
            Assert.Equal(column % 4 < 2 || column == 27, empty);
        }
    }

    [Fact]
    public void CannyEdges_FindsASquaresOutline()
    {
        byte[] edges = Apply("canny-edges", Square());
        Assert.Equal(0, edges[(14 * 28) + 14]);
        for (int along = 9; along < 19; along++)
        {
            // One pixel wide, or two where both sides of the step are equally steep, and nowhere else.
            int[] rows = [.. Enumerable.Range(0, 28).Where(row => edges[(row * 28) + along] == Ink)];
            Assert.All(rows, row => Assert.Contains(row, (int[])[6, 7, 20, 21]));
            Assert.Contains(rows, row => row < 14);
            Assert.Contains(rows, row => row > 14);
        }

        Assert.Equal(new byte[784], Apply("canny-edges", Enumerable.Repeat((byte)200, 784).ToArray()));
    }

    private static byte[] Apply(string name, byte[] source, int image = 0)
    {
        byte[] result = new byte[DigitImage.PixelCount];
        int number = Corruption.All.Index().Single(item => item.Item.Name == name).Index;
        RobustnessMeasurement.Corrupt(number, source, result, seed: 1, image);
        return result;
    }

    /// <summary>Ink in rows and columns 7 to 20.</summary>
    private static byte[] Square() =>
        [.. Enumerable.Range(0, 784).Select(i => i / 28 is >= 7 and < 21 && i % 28 is >= 7 and < 21 ? Ink : (byte)0)];
}
