using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DigitEngine.Data;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using MlNetDigits.Tests.ConsoleApp;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Packages;

namespace MlNetDigits.Tests;

/// <summary>What the README shows works as it is written there.</summary>
public partial class ReadmeTests
{
    private const string App = "dotnet run -c Release --project DigitModel.ConsoleApp";

    private static string Samples => Path.Combine(Repository.Root, "assets", "samples");

    private static string Readme => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Examples_Work_InTheirOrder()
    {
        using TempFolder folder = new();
        WriteSmallData(folder.Path);
        int commands = 0;
        StringBuilder printed = new();
        foreach (string line in Blocks("sh").SelectMany(block => block.Split('\n')).Where(line => line.StartsWith(App, StringComparison.Ordinal)))
        {
            string command = line.Split('#')[0].TrimEnd();
            string arguments = command.Length > App.Length ? command[(App.Length + " -- ".Length)..] : "";
            if (arguments == "serve")
            {
                // It runs until it is stopped; it has tests of its own.
                continue;
            }

            ConsoleResult result = ConsoleProcess.Run(folder.Path, [.. ArgumentPattern().Matches(arguments).Select(match => match.Value.Trim('"'))]);
            Assert.True(result.ExitCode == 0, $"{line}\n{result.Error}");
            Assert.Equal(arguments.StartsWith("evaluate ", StringComparison.Ordinal), result.Error.StartsWith("warning: the model was trained on ", StringComparison.Ordinal));
            printed.Append(result.Output);
            commands++;
        }

        Assert.Equal(10, commands);
        string[] lines = printed.ToString().Split('\n');
        Assert.All(Assert.Single(Blocks("text")).Split('\n').Where(line => line != "…"), line => Assert.Contains(line, lines));
    }

    /// <summary>Each block of C# is a program as it stands.</summary>
    [Fact]
    [Trait("Category", "Toolchain")]
    public void CSharpBlocks_AreProgramsThatRun()
    {
        using TempFolder folder = new();
        WriteSmallData(folder.Path);
        string[] blocks = Blocks("csharp");
        Assert.Equal(3, blocks.Length);
        string[] expected = ["Confusion table", "no digit", "sure"];
        string project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "DigitEngine.dll")}" />
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "DigitPictures.dll")}" />
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "DigitModel.dll")}" />
                {string.Concat(Packages().Select(package => $"<PackageReference Include=\"{package.Name}\" Version=\"{package.Version}\" />"))}
              </ItemGroup>
            </Project>
            """;
        for (int i = 0; i < blocks.Length; i++)
        {
            string program = Directory.CreateDirectory(Path.Combine(folder.Path, $"Block{i}")).FullName;
            File.WriteAllText(Path.Combine(program, $"Block{i}.csproj"), project);
            File.WriteAllText(Path.Combine(program, "Program.cs"), blocks[i] + "\n");
            DotnetCli.Run(program, new Dictionary<string, string>(), "build", "-c", "Release", "-o", "out", "-warnaserror");
            string output = DotnetCli.Run(folder.Path, new Dictionary<string, string>(), Path.Combine(program, "out", $"Block{i}.dll"));
            Assert.Contains(expected[i], output, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(folder.Path, "DigitModel.zip")));
    }

    [Fact]
    public void Samples_AreReadAsTheirAnswers()
    {
        for (int digit = 0; digit < DigitImage.ClassCount; digit++)
        {
            ModelOutput output = PredictionEngine.Default.Predict(NormalizedDigit.FromPicture(GrayPicture.Load(Path.Combine(Samples, "digits", $"{digit}.png"))));
            Assert.Equal((digit, true), (output.PredictedLabel, output.IsDigit));
        }

        FieldReader reader = new(PredictionEngine.Default);
        string[] answers = File.ReadAllLines(Path.Combine(Samples, "README.md"));
        foreach (string name in (string[])["postcode.png", "number.png"])
        {
            FieldResult field = reader.Read(GrayPicture.Load(Path.Combine(Samples, name)));
            Assert.True(field.Accepted);
            Assert.Contains($"| `{name}` | {field.Text} |", answers);
        }
    }

    private static IEnumerable<(string Name, string Version)> Packages()
    {
        XDocument versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        string[] used = [.. new[] { "DigitModel", "DigitEngine", "DigitPictures" }
            .SelectMany(name => XDocument.Load(Path.Combine(Repository.Root, name, $"{name}.csproj")).Descendants("PackageReference"))
            .Select(reference => reference.Attribute("Include")!.Value).Distinct()];
        return versions.Descendants("PackageVersion")
            .Select(version => (version.Attribute("Include")!.Value, version.Attribute("Version")!.Value))
            .Where(version => used.Contains(version.Item1));
    }

    /// <summary>The sample's first images under the sample's name, so that the examples take seconds, and the sample pictures.</summary>
    private static void WriteSmallData(string folder)
    {
        using StreamReader sample = new(new GZipStream(
            File.OpenRead(Path.Combine(Repository.Root, "assets", "digits-10k.csv.gz")), CompressionMode.Decompress));
        string header = sample.ReadLine()!;
        Directory.CreateDirectory(Path.Combine(folder, "assets"));
        using (GZipStream small = new(File.Create(Path.Combine(folder, "assets", "digits-10k.csv.gz")), CompressionLevel.Fastest))
        {
            small.Write(Encoding.ASCII.GetBytes(Rows(sample, header, 400)));
        }

        foreach (string picture in Directory.GetFiles(Samples, "*.png", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, "assets", "samples", Path.GetRelativePath(Samples, picture));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(picture, copy);
        }
    }

    private static string Rows(StreamReader sample, string header, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => sample.ReadLine() + "\n").Prepend(header + "\n"));

    private static string[] Blocks(string language) =>
        [.. BlockPattern().Matches(Readme).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value)];

    [GeneratedRegex("^```(\\w+)\n(.*?)\n```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex BlockPattern();

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex ArgumentPattern();
}
