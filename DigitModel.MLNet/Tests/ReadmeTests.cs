using System.Text.RegularExpressions;
using Microsoft.ML;

namespace DigitModel.MLNet.Tests;

/// <summary>What the README shows is what is compiled here.</summary>
public partial class ReadmeTests
{
    private static string Folder { get; } = FindFolder();

    [Theory]
    [InlineData(0, "train")]
    [InlineData(1, "input")]
    [InlineData(2, "shipped")]
    public void CSharpBlock_IsTheCompiledExample(int block, string example)
    {
        string source = File.ReadAllText(Path.Combine(Folder, "Tests", "ReadmeExamples.cs"));
        string[] lines = source.Split($"// README: {example}\n")[1].Split("// README: end")[0].TrimEnd().Split('\n');
        int indent = lines[0].Length - lines[0].TrimStart().Length;
        string expected = string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : ""));
        Assert.Equal(expected, BlockPattern().Matches(File.ReadAllText(Path.Combine(Folder, "README.md")))[block].Groups[1].Value);
    }

    [Fact]
    public void Shipped_ReadsDigits()
    {
        MLContext context = new();
        Assert.True(ReadmeExamples.Shipped(context, Samples.View(context, 0, 300)) > 0.98);
    }

    [Fact]
    public void Table_NamesEveryTestClass() => Assert.All(
        typeof(ReadmeTests).Assembly.GetTypes().Where(type => type.IsPublic),
        type => Assert.Contains($"| `{type.Name}` |", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal));

    private static string FindFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder != null && !File.Exists(Path.Combine(folder.FullName, "DigitModel.MLNet.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run inside the repository.");
    }

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex BlockPattern();
}
