using System.Text;
using System.Text.Json;
using DigitEngine.Data;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

[Collection(SharedModel.Name)]
public sealed class EvaluateCommandTests(ConsoleFixture fixture)
{
    private const string Model = "runs/custom-1/DigitModel.zip";

    [Fact]
    public void Evaluate_ShowsConfidence()
    {
        string output = Run("--data", "other.csv.gz").Succeeded().Output;
        Assert.Matches(@"calibrated +within \d+\.\d\d % \(expected calibration error\), Brier score \d\.\d{4}", output);
        Assert.Matches(@"confidence +images +mean +accuracy +difference", output);
        Assert.Matches(@"surest +100 % +99\.5 % +99 % +98 % +95 % +90 %", output);
        Assert.Contains("AURC", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_SaysSo_WhereTheModelWasTrainedOnTheImages()
    {
        ConsoleResult result = Run("--data", "labelled.csv", "--report", "known.html");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(
            @"^warning: the model was trained on some 120 of these 200 images; on the other 80 its accuracy is \d+\.\d\d %\n$", result.Error);
        Assert.Contains("Warning: the model was trained on some 120 of these 200 images", File.ReadAllText(fixture.PathOf("known.html")), StringComparison.Ordinal);
        File.Delete(fixture.PathOf("known.html"));
        Run("--data", "other.csv.gz", "--no-report").Succeeded();
    }

    [Fact]
    public void Evaluate_MeasuresSlices()
    {
        // Writer "bad" has the images of another digit than its labels say.
        DigitDataset data = DigitFile.ReadLabeled(fixture.PathOf("other.csv.gz"));
        byte[] pixels = [.. Enumerable.Range(0, data.Count).SelectMany(image => data.Image(image).ToArray())];
        string[] writers = [.. Enumerable.Range(0, data.Count).Select(image => image % 5 == 0 ? "bad" : "[good]")];
        byte[] labels = [.. Enumerable.Range(0, data.Count).Select(image => (byte)((data.Label(image) + (image % 5 == 0 ? 1 : 0)) % 10))];
        fixture.Write("sliced.csv", Encoding.UTF8.GetBytes(SlicedCsvTests.Csv("source,label,PIXELS,writer", pixels, labels, writers)));

        string output = Run("--data", "sliced.csv", "--slices", "Writer", "--json", "sliced.json").Succeeded().Output;

        Assert.Matches(@"By Writer\n", output);
        Assert.Matches(@"Writer +images +accuracy +difference +log-loss +difference +calibration error +difference", output);
        Assert.Matches(@"all +50 +80\.00 % +0\.00 +", output);
        Assert.Matches(@"\[good\] +40 +100\.00 % +\+20\.00 +", output);
        Assert.Matches(@"bad +10 +0\.00 % +−80\.00 +", output);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(fixture.PathOf("sliced.json")));
        JsonElement slices = json.RootElement.GetProperty("slices").GetProperty("values");
        Assert.Equal([40, 10], slices.EnumerateArray().Select(slice => slice.GetProperty("count").GetInt32()));
        Assert.Equal([1, 0], slices.EnumerateArray().Select(slice => slice.GetProperty("microAccuracy").GetDouble()));

        Run("--data", "sliced.csv").RefusedWith("sliced.csv, line 1", "expected 785 columns");
    }

    [Fact]
    public void Evaluate_RefusesSlices_ThatAreNotThere()
    {
        Run("--data", "other.csv.gz", "--slices", "writer")
            .RefusedWith("other.csv.gz, line 1: expected a column called \"writer\" in the header but there is none");
        Run("--data", "images.idx", "--slices", "writer").RefusedWith("images.idx: expected CSV with a column called \"writer\"");
    }

    [Fact]
    public void Evaluate_EndsWell_WhenTheModelIsAsGoodAsBefore()
    {
        Run("--data", "other.csv.gz", "--json", "before.json").Succeeded();

        string output = Run("--data", "other.csv.gz", "--baseline", "before.json", "--fail-under", "0.9").Succeeded().Output;

        Assert.Matches(@"Since before\.json\n", output);
        Assert.Matches(@"before +now +difference", output);
        Assert.Matches(@"accuracy +100\.00 % +100\.00 % +0\.00\s", output);
        Assert.Matches(@"recall of 9 +100\.00 % +100\.00 % +0\.00\s", output);
        Assert.Matches(@"not significantly worse  \(p = 1, ", output);
        Assert.NotEmpty(Run("--data", "other.csv.gz", "--baseline", "runs/custom-1/metrics.json").Succeeded().Output);
    }

    [Fact]
    public void Evaluate_EndsWithThree_WhenTheModelHasGotWorse()
    {
        // After none of 50, four wrong may be chance (p = 0.059), five are too many (p = 0.028).
        Run("--data", "other.csv.gz", "--json", "better.json").Succeeded();
        fixture.Write("wrong.csv", Wrong(5));

        ConsoleResult worse = Run("--data", "wrong.csv", "--baseline", "better.json", "--json", "worse.json");

        Assert.Equal(3, worse.ExitCode);
        Assert.Equal(
            "worse: accuracy 90.00 % of 50 images: it was 100.00 % of 50 images in better.json (p = 0.028, significant at 5 %)\n",
            worse.Error);
        Assert.Matches(@"accuracy +100\.00 % +90\.00 % +−10\.00\s", worse.Output);
        Assert.True(File.Exists(fixture.PathOf("worse.json")));

        fixture.Write("wrong.csv", Wrong(4));
        Run("--data", "wrong.csv", "--baseline", "better.json").Succeeded();
        Run("--data", "other.csv.gz", "--baseline", "worse.json").Succeeded();
    }

    [Fact]
    public void Evaluate_EndsWithThree_WhenTheAccuracyIsUnderTheLeast()
    {
        fixture.Write("under.csv", Wrong(1));
        Run("--data", "under.csv", "--fail-under", "0.98").Succeeded();

        ConsoleResult under = Run("--data", "under.csv", "--fail-under", "0.9801");

        Assert.Equal((3, "worse: accuracy 98.00 % of 50 images: it must not be under 98.01 %\n"), (under.ExitCode, under.Error));
        Assert.Contains("98.00 %", under.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fail-under 99", "--fail-under: expected an accuracy from 0 to 1, such as 0.99, but found 99")]
    [InlineData("--fail-under most", "--fail-under", "'most'")]
    [InlineData("--baseline none.json", "none.json: the file does not exist")]
    [InlineData("--baseline labelled.csv", "labelled.csv, line 1: expected metrics as evaluate writes them but found no valid JSON")]
    [InlineData("--baseline two.json", "two.json: expected the metrics of 10 classes but found 2")]
    public void Evaluate_RefusesBadStandards(string arguments, params string[] expected)
    {
        fixture.Write(
            "two.json",
            """
            {"count": 1, "microAccuracy": 1, "macroAccuracy": 1, "logLoss": 0,
             "perClass": [{"label": 0, "recall": 1, "support": 1}, {"label": 1, "recall": 0, "support": 0}]}
            """u8);
        Run(["--data", "other.csv.gz", .. arguments.Split(' ')]).RefusedWith(expected);
    }

    [Fact]
    public void Evaluate_RefusesToOverwriteItsBaseline()
    {
        Run("--data", "other.csv.gz", "--json", "same.json").Succeeded();
        Run("--data", "other.csv.gz", "--baseline", "same.json", "--json", "./same.json")
            .RefusedWith("--json: expected a file other than the baseline same.json, which would be lost");
    }

    private ConsoleResult Run(params string[] arguments) =>
        ConsoleProcess.Run(fixture.Folder, ["evaluate", "--model", Model, .. arguments]);

    /// <summary>The fifty images of other.csv.gz, with some of the labels wrong.</summary>
    private byte[] Wrong(int count)
    {
        DigitDataset data = DigitFile.ReadLabeled(fixture.PathOf("other.csv.gz"));
        byte[] pixels = [.. Enumerable.Range(0, data.Count).SelectMany(image => data.Image(image).ToArray())];
        byte[] labels = [.. Enumerable.Range(0, data.Count).Select(image => (byte)((data.Label(image) + (image < count ? 1 : 0)) % 10))];
        return new CsvText().Write(pixels, labels);
    }
}
