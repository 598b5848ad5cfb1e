using System.Text;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>One line on standard error, exit code 2, and nothing left behind.</summary>
[Collection(SharedModel.Name)]
public sealed class BadInputTests : IDisposable
{
    private readonly ConsoleFixture _fixture;
    private readonly TempFolder _folder = new();

    public BadInputTests(ConsoleFixture fixture) => _fixture = fixture;

    [Theory]
    [InlineData("learn", "no command 'learn'", "train, evaluate, predict, read, serve, report, export, import, generate, info")]
    [InlineData("trian", "no command 'trian'; did you mean train?")]
    [InlineData("train --epoch 3", "no option --epoch; did you mean --epochs?", "train --help")]
    [InlineData("predict a.png --modle b.zip", "no option --modle; did you mean --model?")]
    [InlineData("train --epochs many", "--epochs", "whole number from 1", "'many'")]
    [InlineData("train --epochs 0", "--epochs", "'0'")]
    [InlineData("train --epochs 2000000", "--epochs: epochs must be 1 to 100000")]
    [InlineData("train --epochs 2 --iterations 9", "--epochs and --iterations")]
    [InlineData("train --learning-rate -1", "--learning-rate: the learning rate must be above 0")]
    [InlineData("train --learning-rate 0,1", "--learning-rate", "'0,1'")]
    [InlineData("train --seed -1", "--seed", "'-1'")]
    [InlineData("train --optimizer adagrad", "--optimizer", "adam, adamw, rmsprop or sgd", "'adagrad'")]
    [InlineData("train --architecture resnet", "'resnet'", "cnn-digit-recognizer")]
    [InlineData("train --split 60/20/30", "--split", "add up to 100", "'60/20/30'")]
    [InlineData("train --split 80/20/0", "--split", "no images for testing")]
    [InlineData("evaluate", "'--data' is required")]
    [InlineData("predict", "'PATH'")]
    public void Arguments_AreRefused_BeforeAnythingIsRead(string arguments, params string[] expected)
    {
        ConsoleProcess.Run(_folder.Path, arguments.Split(' ')).RefusedWith(expected);
        AssertNothingLeft();
    }

    [Fact]
    public void Train_RefusesLayers_ThatDoNotFit() =>
        Run("train", "--architecture", "conv 8 3x3 relu; dense 10").RefusedWith("layer 2 'dense 10'", "flatten");

    [Fact]
    public void Train_RefusesAMissingFile() => TrainOn("missing.csv").RefusedWith("missing.csv: the file does not exist");

    [Fact]
    public void Train_RefusesAnEmptyFile() => TrainOn(_fixture.Write("empty.csv", [])).RefusedWith("empty.csv");

    [Fact]
    public void Train_RefusesAWrongColumnCount() =>
        TrainOn(Change("columns.csv", line: 5, fields => fields[..^1]))
            .RefusedWith("columns.csv, line 5", "expected 785", "found 784");

    [Fact]
    public void Train_RefusesAValueThatIsNoInteger() =>
        TrainOn(Change("value.csv", line: 7, fields => [.. fields[..3], "abc", .. fields[4..]]))
            .RefusedWith("value.csv, line 7, column 4 (pixel2)", "integer 0-255", "\"abc\"");

    [Fact]
    public void Train_RefusesALabelOutOfRange() =>
        TrainOn(Change("label.csv", line: 3, fields => ["10", .. fields[1..]]))
            .RefusedWith("label.csv, line 3, column 1 (label)", "0-9", "10");

    [Fact]
    public void Train_RefusesATruncatedGzip() =>
        TrainOn(_fixture.Write("half.csv.gz", File.ReadAllBytes(_fixture.PathOf("other.csv.gz")).AsSpan()[..^2000]))
            .RefusedWith("half.csv.gz");

    [Fact]
    public void Predict_RefusesATruncatedIdx()
    {
        string path = _fixture.Write("half.idx", File.ReadAllBytes(_fixture.PathOf("images.idx")).AsSpan()[..^1]);
        string output = Path.Combine(_folder.Path, "labels.csv");

        Run("predict", path, "--output", output).RefusedWith("half.idx");

        AssertNothingLeft();
    }

    [Fact]
    public void Train_RefusesDataWithoutLabels() => TrainOn("unlabelled.csv").RefusedWith("unlabelled.csv", "no labels");

    [Fact]
    public void Train_RefusesTooFewImages()
    {
        string[] lines = File.ReadAllLines(_fixture.PathOf("labelled.csv"));
        TrainOn(_fixture.Write("few.csv", Encoding.UTF8.GetBytes(string.Join('\n', lines[..2])))).RefusedWith("too few");
    }

    [Theory]
    [InlineData("predict", "custom.onnx", "an ONNX network: make a model of it with import")]
    [InlineData("predict", "labelled.csv", "which is a zip archive, but found something else")]
    [InlineData("import", "runs/custom-1/DigitModel.zip", "expected an ONNX network but found a zip archive")]
    [InlineData("import", "labelled.csv", "is damaged or is not an ONNX network")]
    [InlineData("train", "runs/custom-1/report.html", "expected CSV or IDX images, plain or gzip, but found an HTML page")]
    [InlineData("train", "custom.onnx", "but found an ONNX network")]
    public void AFileOfTheWrongKind_IsNamedAsWhatItIs(string command, string file, string expected)
    {
        string onnx = _fixture.PathOf("custom.onnx");
        ConsoleProcess.Run(_fixture.Folder, "export", "--format", "onnx", "--output", onnx).Succeeded();

        Run(command switch
        {
            "predict" => ["predict", "unlabelled.csv", "--model", file],
            "import" => ["import", file, "--output", Path.Combine(_folder.Path, "imported.zip")],
            _ => ["train", "--data", file, "--output", Path.Combine(_folder.Path, "run")],
        }).RefusedWith(file, expected);

        File.Delete(onnx);
        AssertNothingLeft();
    }

    [Fact]
    public void Evaluate_RefusesWhatIsNoModel() =>
        Run("evaluate", "--data", "other.csv.gz", "--model", "labelled.csv").RefusedWith("labelled.csv", "expected a model file");

    [Fact]
    public void Predict_RefusesACorruptModel()
    {
        byte[] model = File.ReadAllBytes(_fixture.PathOf("runs/custom-1/DigitModel.zip"));
        model[model.Length / 2] ^= 1;
        string path = _fixture.Write("corrupt.zip", model);

        Run("predict", "unlabelled.csv", "--model", path).RefusedWith("corrupt.zip");
    }

    [Fact]
    public void Info_RefusesAMissingModel() =>
        ConsoleProcess.Run(_folder.Path, "info", "missing.zip").RefusedWith("missing.zip: the file does not exist");

    [Fact]
    public void Outputs_AreRefused_WhereTheyCannotBeWritten()
    {
        string file = _folder.Write("file", "x"u8);
        string beneath = Path.Combine(file, "out");

        Run("train", "--data", "labelled.csv", "--output", beneath).RefusedWith(beneath, "can't be written", "is a file, expected a folder");
        Run("evaluate", "--data", "other.csv.gz", "--json", beneath).RefusedWith(beneath, "can't be written");
        Run("predict", "unlabelled.csv", "--output", beneath).RefusedWith(beneath, "can't be written");
        Run("predict", "unlabelled.csv", "--output", _folder.Path).RefusedWith(_folder.Path, "can't be written: it is a folder");

        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Train_RefusesAFolderInAResultsPlace()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "history.csv"));

        Run("train", "--data", "labelled.csv", "--output", _folder.Path, "--force").RefusedWith("history.csv", "found a folder");

        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private ConsoleResult TrainOn(string data)
    {
        ConsoleResult result = Run(
            "train", "--data", data, "--architecture", ConsoleFixture.TinyNetwork, "--epochs", "1",
            "--output", Path.Combine(_folder.Path, "new", "run"));
        AssertNothingLeft();
        return result;
    }

    private ConsoleResult Run(params string[] arguments) => ConsoleProcess.Run(_fixture.Folder, arguments);

    private void AssertNothingLeft() => Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));

    /// <summary>A copy of the labelled images with the fields of a line, counted from 1, changed.</summary>
    private string Change(string name, int line, Func<string[], string[]> change)
    {
        string[] lines = File.ReadAllLines(_fixture.PathOf("labelled.csv"));
        lines[line - 1] = string.Join(',', change(lines[line - 1].Split(',')));
        return _fixture.Write(name, Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }
}
