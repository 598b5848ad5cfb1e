using System.IO.Compression;
using System.Xml.Linq;

namespace MlNetDigits.ConsoleApp.Generation;

/// <summary>The packages of our libraries, which the build puts beside this program for the projects that it writes.</summary>
internal sealed class LibraryPackages
{
    private static readonly string[] Ids = ["DigitEngine", "DigitPictures", "DigitModel"];

    private LibraryPackages(string version, IReadOnlyList<GeneratedFile> files)
    {
        Version = version;
        Files = files;
    }

    /// <summary>Where they are expected.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "packages");

    /// <summary>Their version: all have the same.</summary>
    public string Version { get; }

    /// <summary>The packages under the names by which NuGet finds them in a folder.</summary>
    public IReadOnlyList<GeneratedFile> Files { get; }

    /// <summary>Reads the packages.</summary>
    /// <param name="folder">Where they are.</param>
    /// <returns>The packages, or null where one of them is missing or damaged.</returns>
    public static LibraryPackages? Find(string folder)
    {
        try
        {
            string version = VersionOf(Path.Combine(folder, $"{Ids[0]}.nupkg"), Ids[0]);
            return new(
                version,
                [
                    .. Ids.Select(id => new GeneratedFile(
                        $"packages/{id}.{version}.nupkg", File.ReadAllBytes(Path.Combine(folder, $"{id}.nupkg")))),
                ]);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string VersionOf(string package, string id)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        using Stream nuspec = zip.GetEntry($"{id}.nuspec")?.Open()
            ?? throw new InvalidDataException($"{package}: expected {id}.nuspec");
        return XElement.Load(nuspec).Descendants().First(element => element.Name.LocalName == "version").Value;
    }
}
