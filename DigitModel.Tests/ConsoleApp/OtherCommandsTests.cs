using System.Globalization;
using System.Text.Json;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

[Collection(SharedModel.Name)]
public sealed class OtherCommandsTests(ConsoleFixture fixture)
{
    private const string Model = "runs/custom-1/DigitModel.zip";

    [Fact]
    public void Evaluate_WritesJsonAndWarns_WhenTheDataIsTheTrainingData()
    {
        ConsoleResult result = ConsoleProcess.Run(fixture.Folder, "evaluate", "--data", "labelled.csv", "--model", Model, "--json", "evaluated.json");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("warning: the model was trained on ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Contains(Model, result.Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(fixture.PathOf("evaluated.json")));
        Assert.Equal(ConsoleFixture.Images, json.RootElement.GetProperty("count").GetInt32());
        Assert.Equal(10, json.RootElement.GetProperty("confusionMatrix").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("imagesPerSecond").GetDouble() > 0);
    }

    [Fact]
    public void Evaluate_SaysNothingOfTrainingData_WhenTheDataIsAnother() =>
        Assert.Contains(
            "of 50 images",
            ConsoleProcess.Run(fixture.Folder, "evaluate", "--data", "other.csv.gz", "--model", Model).Succeeded().Output,
            StringComparison.Ordinal);

    [Fact]
    public void Predict_CountsOnOverFilesOfAllKinds_WithScores()
    {
        string[] lines = ConsoleProcess.Run(
            fixture.Folder, "predict", "unlabelled.csv", "first.csv.gz", "images.idx", "--model", Model, "--scores").Succeeded().Lines;

        Assert.Equal("ImageId,Label,Score0,Score1,Score2,Score3,Score4,Score5,Score6,Score7,Score8,Score9", lines[0]);
        Assert.Equal(3 + 50 + 2, lines.Length - 1);
        for (int i = 1; i < lines.Length; i++)
        {
            double[] fields = [.. lines[i].Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
            Assert.Equal(i, fields[0]);
            Assert.Equal(12, fields.Length);
            Assert.Equal(fields[2..].Max(), fields[2 + (int)fields[1]]);
            Assert.Equal(1, fields[2..].Sum(), 1e-5);
        }

        // The first images are the same in all three files.
        Assert.Equal(lines[1][1..], lines[4][1..]);
        Assert.Equal(lines[2][(lines[2].IndexOf(',', 0))..], lines[55][lines[55].IndexOf(',', 0)..]);
    }

    [Fact]
    public void Predict_WritesTheSameToAFile()
    {
        string printed = ConsoleProcess.Run(fixture.Folder, "predict", "unlabelled.csv").Succeeded().Output;
        Assert.Empty(ConsoleProcess.Run(fixture.Folder, "predict", "unlabelled.csv", "--output", "labels.csv").Succeeded().Output);

        Assert.Matches(@"^ImageId,Label\n1,\d\n2,\d\n3,\d\n$", printed);
        Assert.Equal(printed, File.ReadAllText(fixture.PathOf("labels.csv")));
    }

    [Fact]
    public void Predict_KeepsAnEarlierFile_WhenTheSecondInputIsBad()
    {
        using TempFolder folder = new();
        string output = folder.Write("labels.csv", "earlier"u8);
        fixture.Write("half.csv", File.ReadAllBytes(fixture.PathOf("unlabelled.csv")).AsSpan()[..^100]);

        ConsoleProcess.Run(fixture.Folder, "predict", "unlabelled.csv", "half.csv", "--output", output)
            .RefusedWith("half.csv, line 4", "784");

        Assert.Equal("earlier", File.ReadAllText(output));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Info_TellsWhatTheShippedModelIs_WhenNoneIsNamed()
    {
        string output = ConsoleProcess.Run(fixture.Folder, "info").Succeeded().Output;

        string[] expected = ["comes with the program", "3 networks of 230,042 parameters, 690,126 in all", "calibrated", "temperature", "again", "PredictionEngine.Default"];
        Assert.All(expected, text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    [Fact]
    public void Info_TellsWhatAModelIs()
    {
        string output = ConsoleProcess.Run(fixture.Folder, "info", Model).Succeeded().Output;

        string[] expected =
        [
            Model, "conv 4 3x3 stride 2 relu", "6,770", "labelled.csv", "train 120, validation 40, test 40", "adamw",
            "again", "of 40 images", "PredictionEngine.Load",
        ];
        Assert.All(expected, text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help", "train")]
    [InlineData("train --help", "--architecture <NAME|TEXT>")]
    [InlineData("--version", "0.1.0")]
    public void HelpAndVersion_AreShown(string arguments, string expected) =>
        Assert.Contains(
            expected, ConsoleProcess.Run(fixture.Folder, arguments.Split(' ')).Succeeded().Output, StringComparison.Ordinal);

    [Fact]
    public void Trace_IsAdded_WhenAskedFor()
    {
        ConsoleResult result = ConsoleProcess.Run(
            fixture.Folder, new Dictionary<string, string> { ["DIGITMODEL_TRACE"] = "1" }, "info", "missing.zip");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("   at MlNetDigits.", result.Error, StringComparison.Ordinal);
    }

    /// <summary>More than two of the blocks that are read ahead: the rows stay in order, and an error in the last is found.</summary>
    [Fact]
    public void Predict_ReadsOn_BlockAfterBlock()
    {
        string[] lines = File.ReadAllLines(fixture.PathOf("labelled.csv"))[1..];
        string[] many = [.. Enumerable.Range(0, 4100).Select(row => lines[row * 7 % lines.Length])];
        File.WriteAllLines(fixture.PathOf("many.csv"), many);
        string[] one = Predict("labelled.csv"), all = Predict("many.csv");

        Assert.Equal(4100, all.Length);
        for (int row = 0; row < all.Length; row++)
        {
            string label = one[row * 7 % lines.Length].Split(',')[1];
            Assert.Equal($"{row + 1},{label}", all[row]);
        }

        File.WriteAllLines(fixture.PathOf("many.csv"), [.. many, "1,2,3"]);
        ConsoleProcess.Run(fixture.Folder, "predict", "many.csv", "--model", Model, "--output", "many-labels.csv")
            .RefusedWith("many.csv, line 4101: expected 785 columns");
        Assert.False(File.Exists(fixture.PathOf("many-labels.csv")));
    }

    private string[] Predict(string path) => ConsoleProcess.Run(fixture.Folder, "predict", path, "--model", Model).Succeeded().Lines[1..];
}
