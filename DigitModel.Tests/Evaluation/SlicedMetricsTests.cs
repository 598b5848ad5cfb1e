using System.Text.Json;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Evaluation;

public class SlicedMetricsTests
{
    [Fact]
    public void Evaluate_GivesEachSliceWhatItHasAlone()
    {
        const int Images = 61;
        TrainedNetwork network = SampleNetworks.Network(SampleNetworks.Small);
        DigitDataset data = TestImages.RandomDataset(Images, 7);
        int[] slices = [.. Enumerable.Range(0, Images).Select(image => ((image * 5) + (image / 7)) % 3)];
        SlicedTestSet test = new(new TestSet(data), "writer", ["b", "10", "9"], slices);

        SlicedMetrics metrics = Evaluator.Evaluate(network, test, threads: 2);

        Assert.Equal("writer", metrics.Column);
        AssertSame(Evaluator.Evaluate(network, new TestSet(data)), metrics.All);
        Assert.Equal(["9", "10", "b"], metrics.Slices.Select(slice => slice.Name));
        foreach ((string name, MulticlassMetrics slice) in metrics.Slices)
        {
            int number = name switch { "b" => 0, "10" => 1, _ => 2 };
            int[] own = [.. Enumerable.Range(0, Images).Where(image => slices[image] == number)];
            AssertSame(Evaluator.Evaluate(network, new TestSet(data.Subset(own))), slice);
        }
    }

    [Fact]
    public void Write_AddsSlices_BeforeTheSpeed()
    {
        MulticlassMetrics one = ScoredRows.OneHot([[3, 1], [0, 4]]).Compute();
        MulticlassMetrics two = MulticlassMetrics.Compute([0.25f, 0.75f, 0.5f, 0.5f], [0, 0], 2);
        MulticlassMetrics all = ScoredRows.OneHot([[3, 3], [0, 4]]).Compute();
        using MemoryStream stream = new();
        MetricsJson.Write(stream, new SlicedMetrics(all, "writer", [new("", one), new("x\"y", two)]), 5);
        using JsonDocument json = JsonDocument.Parse(stream.ToArray());

        Assert.Equal(["slices", "imagesPerSecond"], json.RootElement.EnumerateObject().Select(p => p.Name).TakeLast(2));
        Assert.Equal(all.Count, json.RootElement.GetProperty("count").GetInt64());
        JsonElement slices = json.RootElement.GetProperty("slices");
        Assert.Equal("writer", slices.GetProperty("column").GetString());
        Assert.Equal(["", "x\"y"], slices.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("name").GetString()));
        foreach ((JsonElement value, MulticlassMetrics slice) in slices.GetProperty("values").EnumerateArray().Zip([one, two]))
        {
            Assert.Equal(slice.Count, value.GetProperty("count").GetInt64());
            AssertFigures(value, slice.MicroAccuracy, slice.LogLoss, slice.ExpectedCalibrationError);
            AssertFigures(
                value.GetProperty("difference"),
                slice.MicroAccuracy - all.MicroAccuracy,
                slice.LogLoss - all.LogLoss,
                slice.ExpectedCalibrationError - all.ExpectedCalibrationError);
        }
    }

    private static void AssertFigures(JsonElement json, double accuracy, double logLoss, double calibrationError)
    {
        Assert.Equal(accuracy, json.GetProperty("microAccuracy").GetDouble());
        Assert.Equal(logLoss, json.GetProperty("logLoss").GetDouble());
        Assert.Equal(calibrationError, json.GetProperty("expectedCalibrationError").GetDouble());
    }

    private static void AssertSame(MulticlassMetrics expected, MulticlassMetrics actual)
    {
        Assert.Equal(expected.ConfusionMatrix.Counts, actual.ConfusionMatrix.Counts);
        Assert.Equal(expected.LogLoss, actual.LogLoss);
        Assert.Equal(expected.ExpectedCalibrationError, actual.ExpectedCalibrationError);
        Assert.Equal(expected.BrierScore, actual.BrierScore);
    }
}
