using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.WebApi.Explorer;

namespace MlNetDigits.WebApi.Tests;

public class LabeledImagesTests
{
    private static readonly ModelManifest Shipped = PredictionEngine.Default.Manifest;

    [Fact]
    public void Read_KeepsWhatTheModelWasNotTrainedOn_OfItsOwnFile()
    {
        LabeledImages images = LabeledImages.Read(SampleDigits.File, TrainedOnSample("60/20/20"), shipped: false);
        DataSplit split = DataSplit.Stratified(SampleDigits.All, SplitRatios.Default, 7);
        Assert.Equal(split.Test.Fingerprint, images.Images.Fingerprint);
        Assert.NotEqual(0, images.Images.Count);
        for (int i = 0; i < images.Images.Count; i++)
        {
            Assert.Equal(SampleDigits.Pixels(images.PositionInFile(i)), images.Images.Image(i).ToArray());
            Assert.Equal(SampleDigits.All.Label(images.PositionInFile(i)), images.Images.Label(i));
        }

        Assert.Contains("kept back", images.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("80/20/0")]
    public void Read_SaysSo_WhenTheModelWasTrainedOnAllOfThem(string? split)
    {
        LabeledImages images = LabeledImages.Read(SampleDigits.File, TrainedOnSample(split), shipped: false);
        Assert.Equal(SampleDigits.All.Count, images.Images.Count);
        Assert.StartsWith("The model was trained on these very images", images.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClaimsNothing_OfOtherImages()
    {
        Assert.Equal(
            "The model was trained on train-images-idx3-ubyte.gz; whether any of these images were in it is not known.",
            LabeledImages.Read(SampleDigits.File, Shipped, shipped: false).Note);
        Assert.StartsWith("The model was trained on most of these", LabeledImages.Read(SampleDigits.File, Shipped, shipped: true).Note);
        Assert.StartsWith("Whether", LabeledImages.Read(SampleDigits.File, Shipped with { Training = null }, shipped: false).Note);
    }

    private static ModelManifest TrainedOnSample(string? split) => Shipped with
    {
        Training = Shipped.Training! with { DataFingerprint = SampleDigits.All.Fingerprint, Split = split, Seed = 7 },
    };
}
