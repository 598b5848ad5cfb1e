using System.Security.Cryptography;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Packages;

/// <summary>Builds from the same sources are the same. A class of its own, to run beside the other tests of packages.</summary>
[Trait("Category", "Toolchain")]
public sealed class ReproducibleBuildTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is in a package can be made again from its sources, wherever they lie.</summary>
    [Fact]
    public void Assemblies_AreTheSameBytes_BuiltInTwoFolders()
    {
        string[] hashes = [Build("one"), Build("another")];

        Assert.Equal(hashes[0], hashes[1]);

        string Build(string name)
        {
            string folder = Path.Combine(_folder.Path, name);
            foreach (string file in (string[])["Directory.Build.props", "Directory.Packages.props", ".editorconfig", "global.json"])
            {
                Copy(file);
            }

            foreach (string part in (string[])["DigitEngine", "DigitPictures", "DigitModel.Hosting", "assets"])
            {
                foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*", SearchOption.AllDirectories))
                {
                    string relative = Path.GetRelativePath(Repository.Root, file);
                    if (!relative.Split(Path.DirectorySeparatorChar).Any(step => step is "bin" or "obj"))
                    {
                        Copy(relative);
                    }
                }
            }

            DotnetCli.Run(
                folder, new Dictionary<string, string>(), "build", "DigitModel.Hosting", "-c", "Release", "-p:ContinuousIntegrationBuild=true",
                "-p:RunAnalyzers=false");
            string output = Path.Combine(folder, "DigitModel.Hosting", "bin", "Release", "net10.0");
            return string.Join(' ', new[] { "DigitEngine.dll", "DigitPictures.dll", "DigitModel.Hosting.dll" }
                .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(output, file))))));

            void Copy(string relative)
            {
                string target = Path.Combine(folder, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(Path.Combine(Repository.Root, relative), target);
            }
        }
    }
}
