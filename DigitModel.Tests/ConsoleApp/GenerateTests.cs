using System.Text;
using MlNetDigits.ConsoleApp;
using MlNetDigits.ConsoleApp.Generation;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.ConsoleApp;

[Collection(SharedModel.Name)]
public sealed class GenerateTests(ConsoleFixture fixture)
{
    private const string Model = "runs/custom-1/DigitModel.zip";

    private static readonly string[] Files =
    [
        "Program.cs", "SampleDigit.cs", "Sevens.consumption.cs", "Sevens.csproj", "Sevens.evaluate.cs", "Sevens.training.cs", "Sevens.zip",
        "nuget.config", "packages",
    ];

    private static readonly LibraryPackages Packages = LibraryPackages.Find(LibraryPackages.Folder)!;

    [Theory]
    [InlineData("mlnet", "\"Microsoft.ML.OnnxTransformer\"")]
    [InlineData("engine", "\"DigitEngine\"")]
    public void Generate_WritesAProject_UnderTheName(string target, string package)
    {
        using TempFolder folder = new();
        string output = Path.Combine(folder.Path, "new", "project");

        ConsoleProcess.Run(fixture.Folder, "generate", "--model", Model, "--name", "Sevens", "--output", output, "--target", target).Succeeded();

        Assert.Equal(Files, Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string all = string.Concat(Directory.EnumerateFiles(output).Where(file => !file.EndsWith(".zip", StringComparison.Ordinal)).Select(File.ReadAllText));
        Assert.DoesNotContain("MyDigits", all, StringComparison.Ordinal);
        Assert.DoesNotContain("__", all, StringComparison.Ordinal);
        Assert.Contains(package, all, StringComparison.Ordinal);
        Assert.Contains($"Include=\"DigitModel\" Version=\"{Packages.Version}\"", all, StringComparison.Ordinal);
        Assert.Contains($"\"{ConsoleFixture.TinyNetwork}\"", all, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(fixture.PathOf(Model)), File.ReadAllBytes(Path.Combine(output, "Sevens.zip")));
        Assert.Equal(
            ["DigitEngine", "DigitModel", "DigitPictures"],
            Directory.EnumerateFiles(Path.Combine(output, "packages"))
                .Select(file => Path.GetFileName(file).Replace($".{Packages.Version}.nupkg", "", StringComparison.Ordinal)).Order());
    }

    /// <summary>Without the packages, a project that needs none can still be written.</summary>
    [Fact]
    public void Packages_AreLeftOut_WhereTheProgramCameWithoutThem()
    {
        using TempFolder folder = new();
        folder.Write("DigitEngine.nupkg", "damaged"u8);

        Assert.Null(LibraryPackages.Find(folder.Path));
        Assert.Null(LibraryPackages.Find(Path.Combine(folder.Path, "missing")));
        GeneratedFile[] files = [.. new GeneratedProject("mlnet").Fill("Sevens", "flatten; dense 10", packages: null)];
        Assert.DoesNotContain("nuget.config", files.Select(file => file.Name));
        Assert.DoesNotContain("__VERSION__", Encoding.UTF8.GetString(Assert.Single(files, file => file.Name == "Sevens.csproj").Content), StringComparison.Ordinal);
    }

    /// <summary>The members that Model Builder writes.</summary>
    [Theory]
    [InlineData("mlnet")]
    [InlineData("engine")]
    public void Templates_HaveModelBuildersShape(string target)
    {
        string code = string.Concat(new GeneratedProject(target).Fill("Sevens", "flatten; dense 10", Packages)
            .Select(file => Encoding.UTF8.GetString(file.Content)));

        string[] shape =
        [
            "public partial class Sevens", "public class ModelInput", "public class ModelOutput", " MLNetModelPath ", " PredictEngine ", " Predict(",
            " PredictAllLabels(", " GetSortedScoresWithLabels(", " GetLabels(", " Train(", " LoadIDataViewFromFile(", " RetrainModel(",
            " BuildPipeline(", " Evaluate(",
        ];
        Assert.All(shape, member => Assert.Contains(member, code, StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_ReplacesNothing_UnlessForced()
    {
        using TempFolder folder = new();
        folder.Write("Sevens.training.cs", "mine"u8);
        string[] arguments = ["generate", "--model", Model, "--name", "Sevens", "--output", folder.Path];

        ConsoleProcess.Run(fixture.Folder, arguments).RefusedWith("Sevens.training.cs: already exists; --force replaces it");
        Assert.Equal("mine", File.ReadAllText(Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path))));

        ConsoleProcess.Run(fixture.Folder, [.. arguments, "--force"]).Succeeded();
        Assert.StartsWith("// Written by", File.ReadAllText(Path.Combine(folder.Path, "Sevens.training.cs")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public")]
    [InlineData("record")]
    [InlineData("my digits")]
    [InlineData("7s")]
    [InlineData("../Up")]
    [InlineData("")]
    [InlineData("Größe")]
    [InlineData("_X")]
    [InlineData("Path")]
    [InlineData("PredictionEngine")]
    [InlineData("DigitModel")]
    [InlineData("DIGITMODEL")]
    [InlineData("SkiaSharp")]
    [InlineData("ModelInput")]
    [InlineData("Console")]
    public void Name_IsRefused_WhereItIsNoClassOrMeansSomethingElse(string name)
    {
        GeneratedProject project = new("mlnet");

        string message = Assert.Throws<CommandException>(() => GeneratedName.Require(name, project)).Message;

        Assert.StartsWith("--name: ", message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MyDigits")]
    [InlineData("Sevens")]
    [InlineData("Form_27b")]
    public void Name_IsTaken_WhereItIsAClass(string name) => GeneratedName.Require(name, new("engine"));

    [Fact]
    public void Generate_TellsOfBadInput_AndWritesNothing()
    {
        using TempFolder folder = new();
        string file = folder.Write("file", "x"u8);

        Run("--target", "python").RefusedWith("--target: expected mlnet or engine but found 'python'");
        Run("--model", "missing.zip").RefusedWith("missing.zip");
        Run("--name", "class").RefusedWith("--name");
        Run("--output", file).RefusedWith(file, "can't be written");
        Run("--output", "").RefusedWith("can't be written");
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(folder.Path));

        // The last of the files don't find their folder.
        string packages = folder.Write("packages", "x"u8);
        Run("--output", ".", "--force").RefusedWith("packages", "can't be written");
        Assert.Equal([file, packages], Directory.EnumerateFileSystemEntries(folder.Path).Order(StringComparer.Ordinal));

        ConsoleResult Run(params string[] arguments) => ConsoleProcess.Run(folder.Path, ["generate", .. arguments]);
    }
}
