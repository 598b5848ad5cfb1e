using MlNetDigits.ConsoleApp;
using MlNetDigits.ConsoleApp.Generation;
using MlNetDigits.Tests.Data;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MlNetDigits.Tests.ConsoleApp;

[Collection(SharedModel.Name)]
public sealed class GenerateTests(ConsoleFixture fixture)
{
    private const string Model = "runs/custom-1/DigitModel.zip";

    private static readonly string[] Files =
        ["Program.cs", "Sevens.consumption.cs", "Sevens.csproj", "Sevens.evaluate.cs", "Sevens.training.cs", "Sevens.zip"];

    [Theory]
    [InlineData("digitmodel", "PackageReference Include=\"DigitModel\" Version=\"0.1.0\"")]
    [InlineData("mlnet", "PackageReference Include=\"DigitModel.MLNet\" Version=\"0.1.0\"")]
    public void Generate_WritesAProject_UnderTheName(string target, string reference)
    {
        using TempFolder folder = new();
        string output = Path.Combine(folder.Path, "new", "project");

        ConsoleProcess.Run(fixture.Folder, "generate", "--model", Model, "--name", "Sevens", "--output", output, "--target", target).Succeeded();

        Assert.Equal(Files, Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string all = string.Concat(Files[..^1].Select(file => File.ReadAllText(Path.Combine(output, file))));
        Assert.DoesNotContain("MyDigits", all, StringComparison.Ordinal);
        Assert.DoesNotContain("__", all, StringComparison.Ordinal);
        Assert.Contains(reference, all, StringComparison.Ordinal);
        Assert.Contains($"\"{ConsoleFixture.TinyNetwork}\"", all, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(fixture.PathOf(Model)), File.ReadAllBytes(Path.Combine(output, "Sevens.zip")));
    }

    /// <summary>What can't be built here, since ML.NET can't be restored, is C# at least, in Model Builder's shape.</summary>
    [Theory]
    [InlineData("digitmodel")]
    [InlineData("mlnet")]
    public void Templates_AreCSharp_InModelBuildersShape(string target)
    {
        string[] members = [];
        foreach ((string file, string text) in new GeneratedProject(target).Fill("Sevens", "flatten; dense 10"))
        {
            if (!file.EndsWith(".cs", StringComparison.Ordinal))
                continue;
            SyntaxTree tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview));
            Assert.Empty(tree.GetDiagnostics().Select(problem => $"{file}: {problem}"));
            members =
            [
                .. members,
                .. tree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax>().Select(method => method.Identifier.Text),
                .. tree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.ClassDeclarationSyntax>()
                    .Select(type => $"{type.Modifiers} class {type.Identifier.Text}"),
            ];
        }

        string[] shape =
        [
            "public partial class Sevens", "public class ModelInput", "public class ModelOutput", "Predict", "PredictAllLabels",
            "GetSortedScoresWithLabels", "GetLabels", "CreatePredictEngine", "Train", "RetrainModel", "BuildPipeline", "SaveModel", "Evaluate",
        ];
        Assert.All(shape, member => Assert.Contains(member, members));
    }

    [Fact]
    public void Generate_ReplacesNothing_UnlessForced()
    {
        using TempFolder folder = new();
        folder.Write("Sevens.training.cs", "mine"u8);
        string[] arguments = ["generate", "--model", Model, "--name", "Sevens", "--output", folder.Path];

        ConsoleProcess.Run(fixture.Folder, arguments).RefusedWith("Sevens.training.cs: is there already; --force replaces it");
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
    [InlineData("ModelInput")]
    [InlineData("Console")]
    public void Name_IsRefused_WhereItIsNoClassOrMeansSomethingElse(string name)
    {
        GeneratedProject project = new("digitmodel");

        string message = Assert.Throws<CommandException>(() => GeneratedName.Require(name, project)).Message;

        Assert.StartsWith("--name: ", message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MyDigits")]
    [InlineData("Sevens")]
    [InlineData("Form_27b")]
    public void Name_IsTaken_WhereItIsAClass(string name) => GeneratedName.Require(name, new("mlnet"));

    [Fact]
    public void Generate_TellsOfBadInput_AndWritesNothing()
    {
        using TempFolder folder = new();
        string file = folder.Write("file", "x"u8);

        Run("--target", "python").RefusedWith("--target: expected digitmodel or mlnet but found 'python'");
        Run("--model", "missing.zip").RefusedWith("missing.zip");
        Run("--name", "class").RefusedWith("--name");
        Run("--output", file).RefusedWith(file, "can't be written");
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(folder.Path));

        ConsoleResult Run(params string[] arguments) => ConsoleProcess.Run(folder.Path, ["generate", .. arguments]);
    }
}
