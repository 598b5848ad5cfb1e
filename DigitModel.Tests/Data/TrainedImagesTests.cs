using DigitEngine;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using MlNetDigits.Tests.Evaluation;

namespace MlNetDigits.Tests.Data;

public class TrainedImagesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2000)]
    public void Contains_AllImages_AndOneInAThousandOthers(int count)
    {
        DigitDataset data = TestImages.RandomDataset(count, 1);
        DigitDataset others = TestImages.RandomDataset(20_000, 2);

        TrainedImages images = TrainedImages.Of(data);

        Assert.Equal(count, images.Count);
        Assert.All(Enumerable.Range(0, count), i => Assert.True(images.Contains(data.Image(i))));
        // 20 are expected, with a standard deviation of 4.4.
        int mistaken = Enumerable.Range(0, others.Count).Count(i => images.Contains(others.Image(i)));
        Assert.InRange(mistaken, count == 0 ? 0 : 1, count == 0 ? 0 : 46);
    }

    [Fact]
    public void Write_TakesTwelveBitsForAnImage_AndReadGivesThemBack()
    {
        DigitDataset data = TestImages.RandomDataset(3000, 1);
        TrainedImages images = TrainedImages.Of(data);

        byte[] bytes = images.Write();
        TrainedImages? again = TrainedImages.Read(bytes);

        Assert.InRange(bytes.Length, 3000 * 11 / 8, 3000 * 12 / 8);
        Assert.NotNull(again);
        Assert.Equal(bytes, again.Write());
        Assert.All(Enumerable.Range(0, data.Count), i => Assert.True(again.Contains(data.Image(i))));
    }

    [Fact]
    public void Read_RefusesOtherBytes()
    {
        byte[] bytes = TrainedImages.Of(TestImages.RandomDataset(100, 1)).Write();
        byte[] many = [.. bytes];
        many.AsSpan(0, 8).Fill(0x7F);
        byte[] fewer = [.. bytes];
        fewer[0]--;

        Assert.Null(TrainedImages.Read([]));
        Assert.Null(TrainedImages.Read(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Null(TrainedImages.Read([.. bytes, 0]));
        Assert.Null(TrainedImages.Read(many));
        Assert.Null(TrainedImages.Read(fewer));
        SeededRandom random = new(1);
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.NextInt32(damaged.Length)] ^= (byte)(1 << random.NextInt32(8));
            TrainedImages.Read(damaged);
        }
    }

    [Fact]
    public void Overlap_TellsTrainedImagesAndTheAccuracyOnOthers()
    {
        DigitDataset data = TestImages.RandomDataset(60, 1);
        TestPredictions answers = PredictionRows.Random(60, 3);
        TrainedImages trained = TrainedImages.Of(data.Subset([.. Enumerable.Range(0, 40)]));
        DigitDataset labelled = new(
            new ImageSet([.. Enumerable.Range(0, 60).SelectMany(i => data.Image(i).ToArray())]),
            [.. Enumerable.Range(0, 60).Select(i => (byte)answers.Label(i))]);

        TrainingOverlap overlap = TrainingOverlap.Of(trained, labelled, answers)!;

        int right = Enumerable.Range(40, 20).Count(i => answers.Predicted(i) == answers.Label(i));
        Assert.Equal((60, 40, right / 20.0, true), (overlap.Count, overlap.Images, overlap.OtherAccuracy, overlap.IsSubstantial));
        Assert.Null(TrainingOverlap.Of(TrainedImages.Of(data), labelled, answers)!.OtherAccuracy);
        Assert.False(TrainingOverlap.Of(TrainedImages.Of(TestImages.RandomDataset(50, 9)), labelled, answers)!.IsSubstantial);
        Assert.Null(TrainingOverlap.Of(null, labelled, answers));
        Assert.Null(TrainingOverlap.Of(trained, null, answers));
    }
}
