using DigitEngine;
using DigitEngine.Data;
using MlNetDigits.Benchmarks.Robustness;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Benchmarks;

public class JunkTests
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Junk.All.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Draw_DependsOnTheSeedOnly_AndEveryImageIsAnother(int number)
    {
        DigitDataset digits = TestImages.RandomDataset(30, 1);
        HashSet<string> seen = [];
        for (int image = 0; image < 30; image++)
        {
            byte[] onZeros = new byte[784];
            byte[] onInk = Enumerable.Repeat((byte)255, 784).ToArray();
            RobustnessMeasurement.DrawJunk(number, digits, onZeros, seed: 2, image);
            RobustnessMeasurement.DrawJunk(number, digits, onInk, seed: 2, image);
            Assert.Equal(onZeros, onInk);
            seen.Add(Convert.ToHexString(onZeros));
        }

        // Two plain blanks may well have one grey.
        Assert.InRange(seen.Count, 28, 30);
    }

    [Fact]
    public void Splices_JoinHalvesOfDifferentDigits()
    {
        // Image d is of digit d, and all of its pixels are d.
        DigitDataset digits = new(
            new([.. Enumerable.Range(0, 10).SelectMany(digit => Enumerable.Repeat((byte)digit, 784))]),
            [.. Enumerable.Range(0, 10).Select(digit => (byte)digit)]);
        byte[] spliced = new byte[784];
        SeededRandom random = new(3);
        for (int i = 0; i < 50; i++)
        {
            Splices.Draw(digits, spliced, ref random);
            Assert.NotEqual(spliced[0], spliced[783]);
            Assert.Equal(392, spliced.Count(pixel => pixel == spliced[0]));
            Assert.Equal(392, spliced.Count(pixel => pixel == spliced[783]));
        }
    }
}
