using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DigitEngine.Kernels;
using NetArchTest.Rules;
using TestResult = NetArchTest.Rules.TestResult;

namespace MlNetDigits.Tests;

/// <summary>Projects, and folders of the engine, use those that they are meant to use and no others; see docs/architecture.md.</summary>
public partial class ArchitectureTests
{
    private const string Engine = "DigitEngine";
    private const string MachineLearning = "Microsoft.ML";

    /// <summary>The engine's folders and which of the others each may use. Types directly in the engine's root are for all.</summary>
    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["Data"] = [],
        ["Kernels"] = [],
        ["Network"] = ["Kernels"],
        ["Evaluation"] = ["Data", "Network"],
        ["Training"] = ["Data", "Network", "Evaluation", "Kernels"],
        ["Persistence"] = ["Data", "Network", "Evaluation"],
        ["Prediction"] = ["Data", "Network", "Persistence"],
    };

    /// <summary>The projects and which of the others each may use, and who may use ML.NET.</summary>
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        [Engine] = [],
        ["DigitPictures"] = [Engine],
        ["DigitReports"] = [Engine, "DigitPictures"],
        ["DigitModel"] = [Engine, "DigitPictures", MachineLearning],
        ["DigitModel.Hosting"] = [Engine, "DigitPictures"],
        ["DigitModel.WebApi"] = [Engine, "DigitPictures", "DigitModel.Hosting"],
        ["DigitModel.ConsoleApp"] = [Engine, "DigitPictures", "DigitReports", "DigitModel", MachineLearning],
        ["DigitModel.Benchmarks"] = [Engine, "DigitPictures", "DigitModel", "DigitModel.WebApi", MachineLearning],
    };

    /// <summary>Plain data of Kernels that the network's trained layers hand to whoever may use Network.</summary>
    private static readonly Type[] HandedOnByNetwork = [typeof(ConvolutionGeometry), typeof(PoolGeometry), typeof(AlignedBuffer)];

    public static TheoryData<string> FolderNames => [.. Folders.Keys];

    public static TheoryData<string> ProjectNames => [.. Projects.Keys];

    [Theory]
    [MemberData(nameof(FolderNames))]
    public void Folder_UsesOnlyTheFoldersItMay(string folder)
    {
        string[] mayUse = [folder, .. Folders[folder]];
        IEnumerable<string> forbidden = Folders.Keys.Except(mayUse).SelectMany(
            other => other == "Kernels" && mayUse.Contains("Network") ? KernelsWithoutWhatIsHandedOn() : [$"{Engine}.{other}"]);
        AssertHolds(Types.InAssembly(Load(Engine)).That().ResideInNamespace($"{Engine}.{folder}").ShouldNot().HaveDependencyOnAny([.. forbidden]));
    }

    [Fact]
    public void Root_UsesNoFolder() => AssertHolds(
        Types.InAssembly(Load(Engine)).That().ResideInNamespaceMatching($"^{Engine}$")
            .ShouldNot().HaveDependencyOnAny([.. Folders.Keys.Select(folder => $"{Engine}.{folder}")]));

    [Fact]
    public void EveryFolder_IsListed() => AssertHolds(
        Types.InAssembly(Load(Engine)).That().ResideInNamespaceMatching($"^{Engine}")
            .Should().ResideInNamespaceMatching($@"^{Engine}(\.({string.Join('|', Folders.Keys)})(\..+)?)?$"));

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Project_UsesOnlyTheProjectsItMay(string project)
    {
        IEnumerable<string> forbidden = Projects.Keys.Append(MachineLearning).Except([project, .. Projects[project]]);
        AssertHolds(Types.InAssembly(Load(project)).ShouldNot().HaveDependencyOnAny([.. forbidden.SelectMany(NamesOf)]));
    }

    /// <summary>It would hide the class DigitModel, which users of ML.NET's Model Builder write.</summary>
    [Fact]
    public void NoNamespace_IsCalledDigitModel() => AssertHolds(
        Types.InAssemblies([.. Projects.Keys.Select(Load), typeof(ArchitectureTests).Assembly])
            .That().AreNotNested().Should().NotResideInNamespaceMatching(@"(^|\.)DigitModel(\.|$)"));

    /// <summary>Extension methods alone lie elsewhere: in the namespace of what they extend.</summary>
    [Fact]
    public void EveryNamespace_IsItsFolder()
    {
        List<string> offences = [];
        foreach (string project in Directory.EnumerateDirectories(Repository.Root).SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj")))
        {
            string folder = Path.GetDirectoryName(project)!;
            string root = XDocument.Load(project).Descendants("RootNamespace").SingleOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(project);
            foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                string[] steps = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[..^1];
                string expected = string.Join('.', [root, .. steps]);
                string found = NamespacePattern().Match(File.ReadAllText(file)).Groups[1].Value;
                if (found != expected && found.Length > 0 && !found.StartsWith("Microsoft.", StringComparison.Ordinal)
                    && steps.FirstOrDefault() is not ("bin" or "obj" or "Templates"))
                {
                    offences.Add($"{Path.GetRelativePath(Repository.Root, file)}: expected {expected} but found {found}");
                }
            }
        }

        Assert.True(offences.Count == 0, string.Join(Environment.NewLine, offences.Order(StringComparer.Ordinal)));
    }

    private static void AssertHolds(ConditionList rule)
    {
        TestResult result = rule.GetResult();
        Assert.NotEmpty(result.SelectedTypesForTesting);
        Assert.True(result.IsSuccessful, string.Join(Environment.NewLine, result.FailingTypes.Select(type => $"{type.FullName}: {type.Explanation}")));
    }

    private static Assembly Load(string project) => Assembly.Load(project);

    /// <summary>What a project's types are called by: a namespace, or each by its name where others share the namespace.</summary>
    private static IEnumerable<string> NamesOf(string project) => project switch
    {
        "DigitModel" => Load(project).GetTypes().Where(type => type is { IsNested: false, Namespace: "MlNetDigits" }).Select(type => type.FullName!),
        _ => [project.Replace("DigitModel.", "MlNetDigits.", StringComparison.Ordinal)],
    };

    private static IEnumerable<string> KernelsWithoutWhatIsHandedOn() => Load(Engine).GetTypes()
        .Where(type => type is { IsNested: false, Namespace: $"{Engine}.Kernels" }).Except(HandedOnByNetwork).Select(type => type.FullName!);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();
}
