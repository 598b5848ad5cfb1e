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

    /// <summary>The stream of an image's augmentation has the epoch above bit 32 of its index, and there are up to 100,000.</summary>
    [Fact]
    public void For_GivesAnotherStream_FromTheNextPurposes_AfterManyEpochs()
    {
        const ulong epoch = 1 << 16;
        ulong augmentation = SeededRandom.For(1, RandomPurpose.Augmentation, (epoch << 32) + 3).State;

        Assert.NotEqual(SeededRandom.For(1, RandomPurpose.Member, 3).State, augmentation);
        Assert.NotEqual(SeededRandom.For(1, RandomPurpose.Augmentation, 3).State, augmentation);
        Assert.NotEqual(SeededRandom.For(1, RandomPurpose.Augmentation, (2 * epoch << 32) + 3).State, augmentation);
    }

    /// <summary>Every trained model follows from these streams, so they must never change.</summary>
    [Fact]
    public void For_GivesTheStreamsOfEarlierVersions()
    {
        Assert.Equal(5204902079911454221UL, SeededRandom.For(42, RandomPurpose.Split).State);
        Assert.Equal(17437203816996401036UL, SeededRandom.For(7, RandomPurpose.Augmentation, (65_535UL << 32) + 59_999).State);
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
