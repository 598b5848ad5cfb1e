using DigitEngine.Persistence;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

[Collection(SharedModel.Name)]
public sealed class InteropCommandTests(ConsoleFixture fixture)
{
    private const string Model = "runs/custom-1/DigitModel.zip";

    private static readonly string Onnx = Path.Combine(Repository.Root, "DigitModel.Tests", "Fixtures", "onnx");

    [Theory]
    [InlineData("onnx", "exported.onnx", "PixelValues, float [N, 1, 28, 28]: grey values divided by 255")]
    [InlineData("tensorflow", "exported.pb", "Placeholder, float [N, 28, 28, 1]: grey values divided by 255")]
    [InlineData("tfjs", "exported.json", "float [N, 28, 28, 1]: grey values divided by 255")]
    [InlineData("tfjs", "exported", "float [N, 28, 28, 1]: grey values divided by 255")]
    public void Export_WritesTheModel_AndSaysHowToCallIt(string format, string path, string input)
    {
        string output = ConsoleProcess.Run(fixture.Folder, "export", "--format", format, "--output", path, "--model", Model).Succeeded().Output;

        Assert.Contains($"written     {path}\n", output, StringComparison.Ordinal);
        Assert.Contains(input, output, StringComparison.Ordinal);
        string written = fixture.PathOf(Path.HasExtension(path) ? path : path + "/model.json");
        Assert.True(new FileInfo(written).Length > 1000);
    }

    [Fact]
    public void Import_TakesBackWhatWasExported_AndPredictsTheSame()
    {
        ConsoleProcess.Run(fixture.Folder, "export", "--format", "onnx", "--output", "there.onnx", "--model", Model).Succeeded();

        string output = ConsoleProcess.Run(fixture.Folder, "import", "there.onnx", "--output", "back.zip").Succeeded().Output;

        Assert.Contains("from        there.onnx, written by MlNetDigits", output, StringComparison.Ordinal);
        Assert.Contains("not known, nor how good it is", output, StringComparison.Ordinal);
        Assert.Equal(Predicted(Model), Predicted("back.zip"));
        string Predicted(string model) => ConsoleProcess.Run(fixture.Folder, "predict", "other.csv.gz", "--model", model).Succeeded().Output;
    }

    [Fact]
    public void Import_PassesItsOptionsOn()
    {
        ConsoleProcess.Run(
            fixture.Folder, "import", Path.Combine(Onnx, "keras.onnx"), "--output", "odd.zip",
            "--scale", "255", "--mean", "33.3", "--std", "78.6", "--inverted", "--labels", "1234567890").Succeeded();

        Assert.Equal(
            "grey values 0 (ink) to 255 (background), less 33.3, divided by 78.6",
            ModelFile.Load(fixture.PathOf("odd.zip")).Manifest.Import!.Preprocessing);
    }

    [Fact]
    public void ImportAndExport_RefuseInOneLine_AndLeaveNothing()
    {
        using TempFolder folder = new();
        string net = Path.Combine(Onnx, "keras.onnx"), zip = Path.Combine(folder.Path, "m.zip");

        Run("export", "--format", "keras", "--output", "m").RefusedWith("--format: expected onnx, tensorflow or tfjs but found 'keras'");
        Run("export", "--format", "onnx", "--output", "").RefusedWith("--output: expected a path");
        Run("export", "--format", "onnx", "--output", "missing/m.onnx").RefusedWith("missing/m.onnx: can't be written: there is no folder");
        Run("export", "--format", "tensorflow", "--output", folder.Path).RefusedWith("it is a folder");
        Run("export", "--format", "onnx", "--output", "m.onnx", "--model", net).RefusedWith("keras.onnx", "found an ONNX network: make a model of it with import");
        Run("import", "missing.onnx", "--output", zip).RefusedWith("missing.onnx: the file does not exist");
        Run("import", Path.Combine(Onnx, "expected.json"), "--output", zip).RefusedWith("expected.json: expected an ONNX network but found a JSON file");
        Run("import", net, "--output", zip, "--labels", "0123").RefusedWith("Labels: expected each digit from 0 to 9 once but found 0123");
        Run("import", net, "--output", zip, "--std", "0").RefusedWith("StandardDeviation: expected a number above 0 but found 0");
        Run("import", net, "--output", "missing/m.zip").RefusedWith("missing/m.zip: can't be written");

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        ConsoleResult Run(params string[] arguments) => ConsoleProcess.Run(folder.Path, arguments);
    }
}
