using DigitEngine;

namespace MlNetDigits.Tests;

public class SeededRandomTests
{
    [Fact]
    public void NextUInt64_IsThePublishedSequence()
    {
        // The first outputs of the reference SplitMix64 for state 1234567.
        SeededRandom random = new(1234567);
        Assert.Equal(6457827717110365317UL, random.NextUInt64());
        Assert.Equal(3203168211198807973UL, random.NextUInt64());
        Assert.Equal(9817491932198370423UL, random.NextUInt64());
    }

    [Fact]
    public void State_GoesOnWhereItWasSaved()
    {
        SeededRandom random = SeededRandom.For(7, RandomPurpose.Shuffle);
        random.NextUInt64();
        SeededRandom copy = new(random.State);
        Assert.Equal(random.NextUInt64(), copy.NextUInt64());
    }

    [Fact]
    public void For_GivesAnotherStream_WhenSeedPurposeOrIndexDiffer()
    {
        ulong[] states =
        [
            SeededRandom.For(1, RandomPurpose.Split).State,
            SeededRandom.For(2, RandomPurpose.Split).State,
            SeededRandom.For(1, RandomPurpose.Shuffle).State,
            SeededRandom.For(1, RandomPurpose.Split, 1).State,
        ];
        Assert.Equal(states.Length, states.Distinct().Count());
    }

    [Fact]
    public void Shuffle_KeepsEveryItem()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        SeededRandom.For(3, RandomPurpose.Shuffle).Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }
}
