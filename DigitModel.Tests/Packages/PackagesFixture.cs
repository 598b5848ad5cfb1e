using System.Reflection;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Packages;

/// <summary>
/// The packages of what was built, in a folder, and a place from which they are installed: with the machine's package sources, but
/// into a folder of its own, so that nothing of it stays in the machine's.
/// </summary>
public sealed class PackagesFixture : IDisposable
{
    private readonly TempFolder _folder = new();

    public PackagesFixture()
    {
        Packages = System.IO.Directory.CreateDirectory(Path.Combine(Folder, "packages")).FullName;
        foreach (string project in (string[])["DigitModel", "DigitModel.Hosting", "DigitModel.ConsoleApp"])
            DotnetCli.Run(Repository.Root, new Dictionary<string, string>(), "pack", project, "-c", Configuration, "--no-build", "-o", Packages);
        // A package of ours there would be taken instead of the new one.
        string fallback = Path.Exists(Path.Combine(GlobalPackages, "digitmodel")) || !Path.Exists(GlobalPackages)
            ? ""
            : $"<fallbackPackageFolders><add key=\"machine\" value=\"{GlobalPackages}\" /></fallbackPackageFolders>";
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="built" value="{Packages}" /></packageSources>
              {fallback}
            </configuration>
            """);
    }

    /// <summary>Where projects can be made that use the packages.</summary>
    internal string Folder => _folder.Path;

    /// <summary>Where the packages are.</summary>
    internal string Packages { get; }

    /// <summary>The packages' version.</summary>
    internal static string Version { get; } =
        typeof(MlNetDigits.ConsoleApp.Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>What keeps installed packages out of the machine's folder.</summary>
    internal IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["NUGET_PACKAGES"] = Path.Combine(Folder, "installed"),
    };

    private static string Configuration =>
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string GlobalPackages => System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public void Dispose() => _folder.Dispose();
}
