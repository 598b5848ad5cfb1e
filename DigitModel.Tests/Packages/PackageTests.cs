using System.IO.Compression;
using System.Xml.Linq;
using DigitEngine.Prediction;
using MlNetDigits.Tests.Data;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Packages;

[Trait("Category", "Toolchain")]
public sealed class PackageTests(PackagesFixture fixture) : IClassFixture<PackagesFixture>
{
    [Theory]
    [InlineData("DigitEngine", 2 << 20)]
    [InlineData("DigitPictures", 200 << 10)]
    [InlineData("DigitReports", 200 << 10)]
    [InlineData("DigitModel", 200 << 10)]
    [InlineData("DigitModel.Hosting", 100 << 10)]
    public void Library_HoldsItsAssemblyAndItsDocumentation(string id, int largest) =>
        AssertHolds(id, largest, $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml");

    /// <summary>Managed code alone: nothing of ML.NET's, ONNX Runtime's or Skia's native libraries.</summary>
    [Fact]
    public void Tool_HoldsNoNativeCode()
    {
        string[] names = AssertHolds(
            "DigitModel.Tool", 14 << 20, "tools/net10.0/any/DigitModel.ConsoleApp.dll", "tools/net10.0/any/DotnetToolSettings.xml", "THIRD-PARTY-NOTICES.md");
        Assert.DoesNotContain(names, name => name.Contains("/runtimes/", StringComparison.Ordinal));
    }

    [Fact]
    public void Packages_AreThese() => Assert.Equal(
        ["DigitEngine", "DigitModel", "DigitModel.Hosting", "DigitModel.Tool", "DigitPictures", "DigitReports"],
        Directory.EnumerateFiles(fixture.Packages, "*.nupkg").Select(path => Path.GetFileName(path)!.Replace($".{PackagesFixture.Version}.nupkg", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    /// <returns>The names of what is in a package.</returns>
    private string[] AssertHolds(string id, int largest, params string[] expected)
    {
        FileInfo file = new(Path.Combine(fixture.Packages, $"{id}.{PackagesFixture.Version}.nupkg"));
        Assert.InRange(file.Length, 1, largest - 1);
        Assert.True(File.Exists(Path.ChangeExtension(file.FullName, ".snupkg")));
        using ZipArchive zip = ZipFile.OpenRead(file.FullName);
        Assert.All([.. expected, "icon.png", "README.md"], name => Assert.NotNull(zip.GetEntry(name)));
        using Stream nuspec = zip.GetEntry($"{id}.nuspec")!.Open();
        XElement metadata = XElement.Load(nuspec).Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal((id, PackagesFixture.Version, "MIT"), (Value("id"), Value("version"), Value("license")));
        Assert.Equal(("icon.png", "README.md"), (Value("icon"), Value("readme")));
        Assert.True(Value("description").Length > 20);
        return [.. zip.Entries.Select(entry => entry.FullName)];
    }

    [Fact]
    public void Library_IsInstalledAndUsed()
    {
        string project = Directory.CreateDirectory(Path.Combine(fixture.Folder, "user")).FullName;
        File.WriteAllText(Path.Combine(project, "user.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="DigitModel.Hosting" Version="{PackagesFixture.Version}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(project, "Program.cs"), """
            using DigitEngine.Prediction;
            using Microsoft.Extensions.Options;
            using MlNetDigits.Hosting;

            byte[] pixels = System.Convert.FromHexString(args[0]);
            using DigitRecognizer recognizer = new(Options.Create(new DigitRecognizerOptions()));
            System.Console.WriteLine($"{PredictionEngine.Default.Predict(pixels).PredictedLabel} {recognizer.Predict(pixels).PredictedLabel}");
            """);
        byte[] pixels = TrainingData.Take(0, 1).Image(0).ToArray();
        int label = PredictionEngine.Default.Predict(pixels).PredictedLabel;

        DotnetCli.Run(project, fixture.Environment, "build", "-c", "Release", "-o", "out");
        string printed = DotnetCli.Run(project, fixture.Environment, Path.Combine("out", "user.dll"), Convert.ToHexString(pixels));

        Assert.Equal($"{label} {label}", printed.Trim());
        Assert.True(Directory.Exists(Path.Combine(fixture.Folder, "installed", "digitmodel.hosting")));
    }

    [Fact]
    public void Tool_IsInstalledAndUsed()
    {
        string tools = Path.Combine(fixture.Folder, "tools");
        DotnetCli.Run(
            fixture.Folder, fixture.Environment, "tool", "install", "DigitModel.Tool", "--version", PackagesFixture.Version,
            "--tool-path", tools, "--source", fixture.Packages);
        string command = Path.Combine(tools, OperatingSystem.IsWindows() ? "digitmodel.exe" : "digitmodel");
        byte[] pixels = TrainingData.Pixels(3);
        File.WriteAllBytes(Path.Combine(fixture.Folder, "rows.csv"), new CsvText(Labels: false).Write(pixels, new byte[3]));

        Assert.Equal(PackagesFixture.Version, DotnetCli.Run(command, fixture.Folder, fixture.Environment, "--version").Trim());
        string help = DotnetCli.Run(command, fixture.Folder, fixture.Environment, "predict", "--help");
        Assert.Contains("  digitmodel predict <PATH>...", help, StringComparison.Ordinal);
        string[] lines = DotnetCli.Run(command, fixture.Folder, fixture.Environment, "predict", "rows.csv").Trim().Split('\n');

        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => $"{i + 1},{PredictionEngine.Default.Predict(pixels.AsSpan(i * 784, 784)).PredictedLabel}"),
            lines[1..].Select(line => line.Trim()));

        // Outside the clone the sample, the model and the service are those that came along.
        string trained = DotnetCli.Run(
            command, fixture.Folder, fixture.Environment, "train", "--architecture", "flatten; dense 10", "--epochs", "1", "--output", "run", "--quiet");
        Assert.StartsWith("microAccuracy 0.", trained, StringComparison.Ordinal);
        Assert.Contains(" serve", DotnetCli.Run(command, fixture.Folder, fixture.Environment, "info", "run"), StringComparison.Ordinal);
        string service = Path.Combine(Directory.GetDirectories(tools, "serve", SearchOption.AllDirectories).Single(), "DigitModel.WebApi.dll");
        Assert.Contains("--urls", DotnetCli.Run(fixture.Folder, fixture.Environment, service, "--help"), StringComparison.Ordinal);
    }
}
