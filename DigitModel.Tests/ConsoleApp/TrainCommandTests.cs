using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

[Collection(SharedModel.Name)]
public sealed class TrainCommandTests(ConsoleFixture fixture)
{
    private static readonly string[] Results =
    [
        "DigitModel.zip", "confusion-matrix.csv", "history.csv", "metrics.json", "predictions.csv", "report.html", "run.json",
    ];

    [Fact]
    public void Train_ShowsDataNetworkProgressMetricsAndNextCommand_InPlainLines()
    {
        string output = fixture.Trained.Succeeded().Output;

        Assert.DoesNotContain('\e', output);
        string[] expected =
        [
            "labelled.csv: 200 images", "train 120  validation 40  test 40", "60/20/20",
            "conv 4 3x3 stride 2 relu", "13×13×4", "6,770",
            "epoch  1/12", "epoch  2/12", "epoch 12/12", "images/s",
            "of 40 images", "log-loss", "precision", "→9",
            "custom-1", "serve --model runs/custom-1",
        ];
        Assert.All(expected, text => Assert.Contains(text, output, StringComparison.Ordinal));
        Assert.All(fixture.Trained.Lines, line => Assert.True(line.Length < 250, line));
    }

    [Fact]
    public void Train_WritesItsResultsAndNothingElse()
    {
        string run = fixture.PathOf("runs/custom-1");

        Assert.Equal(Results, FilesIn(run));
        string[] history = File.ReadAllText(Path.Combine(run, "history.csv")).Split('\n');
        Assert.Equal("epoch,iteration,learningRate,trainingLoss,validationLoss,validationAccuracy,seconds", history[0]);
        // 120 images, and 12 outliers, in batches of 10.
        Assert.Equal(
            Enumerable.Range(1, 12).Select(epoch => $"{epoch},{14 * epoch}"), history[1..^1].Select(line => string.Join(',', line.Split(',')[..2])));
        Assert.All(history[1..^1], line => Assert.All(line.Split(','), field => double.Parse(field, CultureInfo.InvariantCulture)));
        Assert.Equal("", history[^1]);

        string[] confusions = File.ReadAllText(Path.Combine(run, "confusion-matrix.csv")).Split('\n');
        Assert.Equal(@"actual\predicted,0,1,2,3,4,5,6,7,8,9", confusions[0]);
        Assert.Equal(40, confusions[1..^1].Sum(line => line.Split(',')[1..].Sum(field => int.Parse(field, CultureInfo.InvariantCulture))));

        using ZipArchive zip = ZipFile.OpenRead(Path.Combine(run, "DigitModel.zip"));
        Assert.Equal(
            ["MODELCARD.md", "Schema", "manifest.json", "trained-images.bin"],
            zip.Entries.Select(entry => entry.FullName).Where(name => !name.Contains('/')).Order(StringComparer.Ordinal));
        Assert.Contains(zip.Entries, entry => entry.FullName == "TransformerChain/Model.key");
    }

    [Fact]
    public void Train_WritesTheMetricsThatTheManifestHas()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(fixture.PathOf("runs/custom-1/metrics.json")));
        string[] keys =
        [
            "count", "microAccuracy", "macroAccuracy", "logLoss", "logLossReduction",
            "topKAccuracy", "perClass", "confusionMatrix", "expectedCalibrationError", "brierScore", "reliability", "coverage",
            "riskCoverageArea", "imagesPerSecond",
        ];
        Assert.Equal(keys, json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(40, json.RootElement.GetProperty("count").GetInt32());

        JsonElement manifest = ReadManifest(fixture.PathOf("runs/custom-1/DigitModel.zip"));
        Assert.Equal(
            json.RootElement.GetProperty("logLoss").GetDouble(), manifest.GetProperty("metrics").GetProperty("logLoss").GetDouble());
        JsonElement training = manifest.GetProperty("training");
        Assert.Equal("labelled.csv", training.GetProperty("dataFile").GetString());
        Assert.Equal("60/20/20", training.GetProperty("split").GetString());
        Assert.Equal(120, training.GetProperty("trainImages").GetInt32());
        Assert.Equal(168, training.GetProperty("iterations").GetInt32());
        Assert.Equal(10, training.GetProperty("batchSize").GetInt32());
        Assert.Equal(
            "dotnet run -c Release --project DigitModel.ConsoleApp -- train --data labelled.csv "
                + $"--architecture '{ConsoleFixture.TinyNetwork}' --epochs 12 --batch-size 10 --seed 42",
            training.GetProperty("command").GetString());
    }

    [Fact]
    public void Train_TakesAPreset_AndTellsItInTheModel()
    {
        using TempFolder folder = new();
        string output = Path.Combine(folder.Path, "best");
        ConsoleProcess.Run(
            fixture.Folder, "train", "--data", "labelled.csv", "--preset", "best", "--epochs", "1", "--output", output).Succeeded();

        JsonElement manifest = ReadManifest(Path.Combine(output, "DigitModel.zip"));
        JsonElement training = manifest.GetProperty("training");
        Assert.Equal("3", training.GetProperty("hyperParameters").GetProperty("members").GetString());
        Assert.Equal("best", training.GetProperty("hyperParameters").GetProperty("architecture").GetString());
        Assert.Equal(3, training.GetProperty("epochs").GetInt32());
        Assert.EndsWith(
            " train --data labelled.csv --preset best --epochs 1 --seed 42", training.GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.True(manifest.GetProperty("calibration").GetProperty("temperature").GetDouble() > 0);
    }

    [Fact]
    public void Train_RefusesAPresetThatIsNone_OrWithAnArchitecture()
    {
        Train(["--preset", "slow"]).RefusedWith("slow");
        Train(["--preset", "best", "--architecture", "default"]).RefusedWith("--preset and --architecture can't be used together");
    }

    [Fact]
    public void Train_GivesTheSameModelFile_WhateverTheThreadsAndTheFolder()
    {
        using TempFolder folder = new();
        string kept = folder.Write("notes.txt", "mine"u8);
        folder.Write("metrics.json", "old"u8);

        ConsoleResult quiet = Train(["--threads", "3", "--quiet", "--output", folder.Path, "--force"]).Succeeded();

        Assert.Equal(
            File.ReadAllBytes(fixture.PathOf("runs/custom-1/DigitModel.zip")), File.ReadAllBytes(Path.Combine(folder.Path, "DigitModel.zip")));
        Assert.Equal([.. Results.Append("notes.txt").Order(StringComparer.Ordinal)], FilesIn(folder.Path));
        Assert.Equal("mine", File.ReadAllText(kept));
        Assert.NotEqual("old", File.ReadAllText(Path.Combine(folder.Path, "metrics.json")));
        Assert.Equal(2, quiet.Lines.Length);
        Assert.StartsWith("microAccuracy ", quiet.Lines[0], StringComparison.Ordinal);
        Assert.Equal(Path.Combine(folder.Path, "DigitModel.zip"), quiet.Lines[1]);
    }

    [Fact]
    public void Train_KeepsGroupsTogether_WhetherTheyAreAColumnOrAFile()
    {
        using TempFolder folder = new();
        string[] rows = File.ReadAllLines(fixture.PathOf("labelled.csv"));
        string grouped = folder.Write("grouped.csv", Encoding.UTF8.GetBytes(string.Concat(rows.Select((row, i) => $"{row},{(i == 0 ? "writer" : $"w{i / 8}")}\n"))));
        string writers = folder.Write("writers.csv", Encoding.UTF8.GetBytes("writer\n" + string.Concat(rows.Skip(1).Select((_, i) => $"w{(i + 1) / 8}\n"))));
        string[] network = ["--architecture", "flatten; dense 10", "--epochs", "1"];

        string byColumn = ConsoleProcess.Run(
            fixture.Folder, ["train", "--data", grouped, "--group-column", "writer", "--output", Path.Combine(folder.Path, "a"), .. network]).Succeeded().Output;
        ConsoleProcess.Run(
            fixture.Folder, ["train", "--data", "labelled.csv", "--group-file", writers, "--output", Path.Combine(folder.Path, "b"), .. network]).Succeeded();

        Assert.Contains("26, each in one part alone", byColumn, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder.Path, "a", "predictions.csv")), File.ReadAllText(Path.Combine(folder.Path, "b", "predictions.csv")));
        ConsoleProcess.Run(fixture.Folder, ["train", "--data", "labelled.csv", "--group-column", "writer", "--output", Path.Combine(folder.Path, "c")])
            .RefusedWith("labelled.csv, line 1: expected a column called \"writer\"");
        folder.Write("writers.csv", "writer\nw1\n"u8);
        ConsoleProcess.Run(fixture.Folder, ["train", "--data", "labelled.csv", "--group-file", writers, "--output", Path.Combine(folder.Path, "c")])
            .RefusedWith("writers.csv: expected a header and a row for each of 200 images but found 1 rows");
    }

    [Fact]
    public void Train_DividesTheDataBetweenTrainingAndValidation_WhenTheTestFileIsGiven()
    {
        using TempFolder folder = new();

        string output = Train(["--test", "other.csv.gz", "--output", folder.Path, "--optimizer", "sgd"]).Succeeded().Output;

        Assert.Contains("train 150  validation 50  test 50", output, StringComparison.Ordinal);
        Assert.Contains("75/25 of the data", output, StringComparison.Ordinal);
        Assert.Contains("sgd, learning rate 0.05", output, StringComparison.Ordinal);
        JsonElement training = ReadManifest(Path.Combine(folder.Path, "DigitModel.zip")).GetProperty("training");
        Assert.Equal("other.csv.gz", training.GetProperty("hyperParameters").GetProperty("test file").GetString());
    }

    [Fact]
    public void Train_TakesFoldersOfTheirOwn_WhenTwoRunAtOnce()
    {
        using TempFolder folder = new();
        string[] arguments =
        [
            "train", "--data", fixture.PathOf("labelled.csv"), "--architecture", ConsoleFixture.TinyNetwork, "--epochs", "1", "--quiet",
        ];
        using ConsoleProcess first = ConsoleProcess.Start(folder.Path, arguments);
        using ConsoleProcess second = ConsoleProcess.Start(folder.Path, arguments);
        string[] models = [first.Wait().Succeeded().Lines[1], second.Wait().Succeeded().Lines[1]];

        Assert.Equal(["runs/custom-1/DigitModel.zip", "runs/custom-2/DigitModel.zip"], models.Order(StringComparer.Ordinal));
        Assert.All(models, model => Assert.Equal(Results, FilesIn(Path.GetDirectoryName(Path.Combine(folder.Path, model))!)));
    }

    [Theory]
    [InlineData(UnixSignal.Interrupt)]
    [InlineData(UnixSignal.Terminate)]
    [InlineData(UnixSignal.HangUp)]
    public void Train_SavesWhatThereIs_WhenInterrupted(int signal)
    {
        using TempFolder folder = new();
        string output = Path.Combine(folder.Path, "deep", "er");
        using ConsoleProcess process = ConsoleProcess.Start(
            fixture.Folder,
            "train", "--data", "labelled.csv", "--architecture", ConsoleFixture.TinyNetwork, "--epochs", "100000", "--output", output);
        process.WaitFor("epoch      1/");
        process.Interrupt(signal);
        ConsoleResult result = process.Wait();

        Assert.Equal(130, result.ExitCode);
        string message = Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("cancelled after ", message, StringComparison.Ordinal);
        Assert.EndsWith($"train --resume {output}", message, StringComparison.Ordinal);
        Assert.Equal(
            [.. Results.Concat(["arguments.json"]).Order(StringComparer.Ordinal)],
            FilesIn(output).Where(name => !name.StartsWith("checkpoint-", StringComparison.Ordinal)));
        Assert.NotEmpty(Directory.GetFiles(output, "checkpoint-*.bin"));
        JsonElement training = ReadManifest(Path.Combine(output, "DigitModel.zip")).GetProperty("training");
        Assert.False(training.TryGetProperty("command", out _));
        Assert.True(training.GetProperty("hyperParameters").TryGetProperty("stopped", out _));
    }

    [Fact]
    public void Train_EndsAtOnceAndLeavesNothing_WhenInterruptedTwice()
    {
        using TempFolder folder = new();
        using ConsoleProcess process = ConsoleProcess.Start(
            fixture.Folder,
            "train", "--data", "labelled.csv", "--output", Path.Combine(folder.Path, "run"), "--batch-size", "30",
            "--architecture", "conv 64 5x5 pad 2; conv 256 5x5 pad 2; conv 256 5x5 pad 2; maxpool 2; flatten; dense 10");
        process.WaitFor("Training");
        process.InterruptUntilItEnds();

        Assert.Equal(130, process.Wait().ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Train_LeavesNoFolder_WhenTheLossIsLost()
    {
        using TempFolder folder = new();
        string output = Path.Combine(folder.Path, "new", "run");

        ConsoleResult result = Train(["--output", output, "--optimizer", "sgd", "--learning-rate", "999", "--quiet", "--architecture", "conv 8 5x5; conv 8 5x5; flatten; dense 64; dense 10"]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error: the loss is no longer a number", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static string[] FilesIn(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static JsonElement ReadManifest(string model)
    {
        using ZipArchive zip = ZipFile.OpenRead(model);
        using Stream stream = zip.GetEntry("manifest.json")!.Open();
        using JsonDocument json = JsonDocument.Parse(stream);
        return json.RootElement.Clone();
    }

    private ConsoleResult Train(string[] more)
    {
        string[] network = more.Contains("--architecture") || more.Contains("--preset") ? [] : ["--architecture", ConsoleFixture.TinyNetwork];
        return ConsoleProcess.Run(
            fixture.Folder, ["train", "--data", "labelled.csv", "--epochs", "12", "--batch-size", "10", .. network, .. more]);
    }
}
