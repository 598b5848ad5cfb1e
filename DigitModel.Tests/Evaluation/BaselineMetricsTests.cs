using System.Text;
using DigitEngine.Data;
using DigitEngine.Evaluation;
using FsCheck;
using FsCheck.Fluent;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Evaluation;

public sealed class BaselineMetricsTests : IDisposable
{
    private const string Good = """
        {"count": 4, "microAccuracy": 0.75, "macroAccuracy": 0.5, "logLoss": 0.25, "expectedCalibrationError": 0.125,
         "perClass": [{"label": 0, "recall": 0.75, "support": 4}, {"label": 1, "recall": 0, "support": 0}]}
        """;

    private readonly TempFolder _folder = new();

    [Fact]
    public void Read_GivesBackWhatWasWritten() => Prop.ForAll(ScoredRows.Any, data =>
    {
        MulticlassMetrics metrics = data.Compute();
        using MemoryStream stream = new();
        MetricsJson.Write(stream, metrics, 1);
        BaselineMetrics read = BaselineMetrics.Read(_folder.Write("metrics.json", stream.ToArray()));

        Assert.Equal(metrics.Count, read.Count);
        Assert.Equal(metrics.MicroAccuracy, read.MicroAccuracy);
        Assert.Equal(metrics.MacroAccuracy, read.MacroAccuracy);
        Assert.Equal(metrics.LogLoss, read.LogLoss);
        Assert.Equal(metrics.ExpectedCalibrationError, read.ExpectedCalibrationError);
        Assert.Equal(metrics.PerClass.Select(c => c.Support == 0 ? double.NaN : c.Recall), read.PerClassRecall);
        Assert.False(read.IsBetterThan(metrics));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_TakesWhatOldVersionsWrote_AndAByteOrderMark()
    {
        BaselineMetrics read = Read("\uFEFF" + Good.Replace("\"expectedCalibrationError\": 0.125,", "", StringComparison.Ordinal));
        Assert.Equal(double.NaN, read.ExpectedCalibrationError);
        Assert.Equal([0.75, double.NaN], read.PerClassRecall);
    }

    [Theory]
    [InlineData("\"count\": 4", "\"count\": 0", ": expected count to be a whole number from 1 but found \"0\"")]
    [InlineData("\"count\": 4", "\"count\": 4.5", ": expected count to be a whole number from 1 but found \"4.5\"")]
    [InlineData("\"count\": 4", "\"count\": \"4\"", ": expected count to be a whole number from 1 but found \"\"4\"\"")]
    [InlineData("\"count\": 4", "\"Count\": 4", ": expected count to be a whole number from 1 but found none")]
    [InlineData("\"count\": 4", "\"count\": 5", ": expected a microAccuracy of whole rows out of 5 but found 0.75")]
    [InlineData("\"count\": 4", "\"count\": 8", ": expected 8 rows of all classes in perClass but found 4")]
    [InlineData("0.75, \"macro", "1.25, \"macro", ": expected microAccuracy to be a number from 0 to 1 but found \"1.25\"")]
    [InlineData("0.5", "-0.5", ": expected macroAccuracy to be a number from 0 to 1 but found \"-0.5\"")]
    [InlineData("0.25", "null", ": expected logLoss to be a number from 0 but found \"null\"")]
    [InlineData("0.25", "1e999", ": expected logLoss to be a number from 0 but found \"1e999\"")]
    [InlineData("0.125", "2", ": expected expectedCalibrationError to be a number from 0 to 1 but found \"2\"")]
    [InlineData("\"recall\": 0,", "", ": expected recall to be a number from 0 to 1 but found none")]
    [InlineData("\"label\": 1", "\"label\": 2", ": expected class 1 in its place in perClass but found \"")]
    [InlineData("perClass\": [", "perClass\": [3, ", ": expected class 0 in its place in perClass but found \"3\"")]
    [InlineData("perClass\"", "classes\"", ": expected a list called perClass but found none")]
    [InlineData(", {\"label\": 1, \"recall\": 0, \"support\": 0}", "", ": expected 2 to 256 classes in perClass but found 1")]
    [InlineData("\n", "\n x", ", line 2: expected metrics as evaluate writes them but found no valid JSON")]
    public void Read_SaysWhatIsWrong(string part, string other, string problem)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        Fails(Good.Replace("\r", "", StringComparison.Ordinal).Replace(part, other, StringComparison.Ordinal), problem);
    }

    [Theory]
    [InlineData("", ", line 1: expected metrics as evaluate writes them but found no valid JSON")]
    [InlineData("[]", ": expected metrics as evaluate writes them but found JSON that is not an object")]
    public void Read_Throws_WhenItIsSomethingElse(string text, string problem) => Fails(text, problem);

    [Fact]
    public void Read_Throws_WhenThereIsNoFileOrAFolderOrFarTooMuch()
    {
        string missing = Path.Combine(_folder.Path, "none", "metrics.json");
        Assert.Equal(
            $"{missing}: the file does not exist", Assert.Throws<DataFormatException>(() => BaselineMetrics.Read(missing)).Message);
        Assert.Equal(
            $"{_folder.Path}: expected a file but found a folder",
            Assert.Throws<DataFormatException>(() => BaselineMetrics.Read(_folder.Path)).Message);
        Fails(new string(' ', (1 << 22) + 1), ": expected metrics as evaluate writes them but found a file of more than 4 MiB");
    }

    /// <summary>30 errors of 10,000 before: the probability of 45 or more after is 5.2 %, of 46 or more 4.2 %.</summary>
    [Theory]
    [InlineData(20, false)]
    [InlineData(30, false)]
    [InlineData(45, false)]
    [InlineData(46, true)]
    [InlineData(300, true)]
    public void IsBetterThan_IsTrue_WhenTheLossIsSignificant(int errors, bool expected)
    {
        BaselineMetrics before = new(10_000, 0.997, 0.997, 0.01, 0.001, [0.997, 0.997]);
        MulticlassMetrics now = ScoredRows.OneHot([[5000, 0], [errors, 5000 - errors]]).Compute();
        Assert.Equal(expected, before.IsBetterThan(now));
        Assert.Equal(expected, before.AccuracyDropPValue(now) < 0.05);
    }

    [Fact]
    public void AccuracyDropPValue_Throws_WhenTheClassesAreOthers() => Assert.Throws<ArgumentException>(
        "metrics", () => Read(Good).AccuracyDropPValue(MulticlassMetrics.Compute([1, 0, 0], [0], 3)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Throws_WhenThereAreMoreRowsThanCanBeComparedInTime() => Fails(
        """{"count":9000000000000000000,"microAccuracy":0.5}""",
        ": expected at most 4294967295 rows but found 9000000000000000000");

    [Fact]
    public void AccuracyDropPValue_IsRight_ForAsManyRowsAsAFileMayTellOf() =>
        Assert.Equal(0.5, FisherExactTest.PValue(uint.MaxValue / 2, uint.MaxValue, uint.MaxValue / 2, uint.MaxValue), 1e-3);

    private BaselineMetrics Read(string json) => BaselineMetrics.Read(_folder.Write("metrics.json", Encoding.UTF8.GetBytes(json)));

    private void Fails(string json, string problem)
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => Read(json));
        Assert.StartsWith(Path.Combine(_folder.Path, "metrics.json") + problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
