using DigitEngine.Data;
using DigitEngine.Evaluation;
using DigitEngine.Network;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Evaluation;

public class TestPredictionsTests
{
    [Fact]
    public void Predict_GivesTheMetricsOfEvaluate_AndWhereTheImagesStand()
    {
        TrainedNetwork network = SampleNetworks.Network(SampleNetworks.Small);
        DigitDataset data = TestImages.RandomDataset(61, 7);
        int[] places = [5, 60, 7, 0, 33, 33, 12];
        TestSet test = new(data.Subset([60, 5, 7, 0, 33, 12]).Subset([1, 0, 2, 3, 4, 4, 5]));

        TestPredictions predictions = Evaluator.Predict(network, test, threads: 2);

        Assert.Equal(places, Enumerable.Range(0, predictions.Count).Select(predictions.Position));
        Assert.Equal(places.Select(data.Label), Enumerable.Range(0, predictions.Count).Select(predictions.Label));
        MulticlassMetrics expected = Evaluator.Evaluate(network, test);
        MulticlassMetrics actual = predictions.ToMetrics();
        Assert.Equal(expected.LogLoss, actual.LogLoss);
        Assert.Equal(expected.RiskCoverageArea, actual.RiskCoverageArea);
        Assert.Equal(expected.ConfusionMatrix.Counts, actual.ConfusionMatrix.Counts);
    }

    [Fact]
    public void Predicted_IsTheLowestAmongEquals()
    {
        TestPredictions predictions = new([9], [1], [0.2f, 0.4f, 0.4f], classCount: 3);
        Assert.Equal((1, 0.4f, true), (predictions.Predicted(0), predictions.Confidence(0), predictions.IsRight(0)));
    }

    [Fact]
    public void Constructor_RefusesWhatDoesNotFit()
    {
        Assert.Throws<ArgumentException>(() => new TestPredictions([], [], []));
        Assert.Throws<ArgumentException>(() => new TestPredictions([0, 1], [0], [1, 0], 2));
        Assert.Throws<ArgumentException>(() => new TestPredictions([0], [0], [1, 0, 0], 2));
        Assert.Contains("label 2; 0 to 1", Assert.Throws<ArgumentException>(() => new TestPredictions([0], [2], [1, 0], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("score NaN", Assert.Throws<ArgumentException>(() => new TestPredictions([0, 1], [0, 0], [1, 0, 0, float.NaN], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TestPredictions([0], [0], [1.5f, 0], 2));
        Assert.Throws<ArgumentException>(() => new TestPredictions([-1], [0], [1, 0], 2));
    }

    [Fact]
    public void Read_GivesBackWhatWriteWrote_BitForBit()
    {
        TestPredictions predictions = PredictionRows.Random(500, 3);
        StringWriter text = new();

        TestPredictionsCsv.Write(text, predictions);
        TestPredictions read = TestPredictionsCsv.Read(new StringReader(text.ToString()), "p.csv");

        Assert.StartsWith("row,label,predicted,confidence,score0,score1,score2,score3,score4,score5,score6,score7,score8,score9\n1,", text.ToString(), StringComparison.Ordinal);
        Assert.True(read.HasSameImagesAs(predictions));
        for (int i = 0; i < predictions.Count; i++)
        {
            Assert.Equal(predictions.Scores(i), read.Scores(i));
        }

        StringWriter again = new();
        TestPredictionsCsv.Write(again, read);
        Assert.Equal(text.ToString(), again.ToString());
        Assert.True(TestPredictionsCsv.Read(new StringReader(text.ToString().Replace("\n", "\r\n", StringComparison.Ordinal)), "p.csv").HasSameImagesAs(predictions));
    }

    [Theory]
    [InlineData("", "line 1: expected a header")]
    [InlineData("row,label,predicted,confidence,score0\n", "line 1: expected a header")]
    [InlineData("H", "expected at least one line under the header but found none")]
    [InlineData("H1,0,0,0.5,0.5", "line 2: expected 6 fields but found 5")]
    [InlineData("H0,0,0,1,1,0", "line 2: expected a row counted from 1 but found \"0\"")]
    [InlineData("H1,2,0,1,1,0", "line 2: expected a label from 0 to 1 but found \"2\"")]
    [InlineData("H1,0,0,1,1,0\n1,0,x,1,1,0", "line 3: expected a prediction from 0 to 1 but found \"x\"")]
    [InlineData("H1,0,1,1,1,0", "line 2: expected the prediction with the highest score, 0 but found 1")]
    [InlineData("H1,0,0,1,NaN,0", "line 2: expected a score from 0 to 1 but found \"NaN\"")]
    [InlineData("H1,0,0,1,-0.5,0", "line 2: expected a score from 0 to 1 but found \"-0.5\"")]
    [InlineData("H1,0,0,1,1,1e9", "line 2: expected a score from 0 to 1 but found \"1e9\"")]
    public void Read_RefusesWhatIsNone(string text, string expected)
    {
        text = text.Replace("H", "row,label,predicted,confidence,score0,score1\n", StringComparison.Ordinal);
        DataFormatException error = Assert.Throws<DataFormatException>(() => TestPredictionsCsv.Read(new StringReader(text), "p.csv"));
        Assert.StartsWith("p.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RefusesALineWithoutEnd() => Assert.Throws<DataFormatException>(
        () => TestPredictionsCsv.Read(new StringReader(new string('x', 1 << 20)), "p.csv"));

    [Fact]
    public void Read_RefusesWhatIsNotThere()
    {
        using TempFolder folder = new();
        Assert.Throws<DataFormatException>(() => TestPredictionsCsv.Read(Path.Combine(folder.Path, "none.csv")));
        Assert.Throws<DataFormatException>(() => TestPredictionsCsv.Read(folder.Path));
    }
}
