using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace MlNetDigits.ConsoleApp.Generation;

/// <summary>A file of a generated project.</summary>
/// <param name="Name">Its path in the project, with forward slashes.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record GeneratedFile(string Name, byte[] Content);

/// <summary>The templates of one target: C# as it is written, for a class called <c>MyDigits</c>.</summary>
internal sealed partial class GeneratedProject
{
    /// <summary>Microsoft's packages alone, or our engine.</summary>
    public static readonly IReadOnlyList<string> Targets = ["mlnet", "engine"];

    private const string Folder = "templates/";
    private const string Placeholder = "MyDigits";
    private const string PackageSource = "nuget.config";

    private readonly SortedDictionary<string, string> _templates = new(StringComparer.Ordinal);

    /// <exception cref="CommandException">There is no such target.</exception>
    public GeneratedProject(string target)
    {
        if (!Targets.Contains(target))
        {
            throw new CommandException($"--target: expected {string.Join(" or ", Targets)} but found '{target}'");
        }

        Assembly assembly = typeof(GeneratedProject).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            string path = resource.Replace('\\', '/');
            string subfolder = path.StartsWith(Folder, StringComparison.Ordinal) ? Path.GetDirectoryName(path[Folder.Length..])! : "none";
            if (subfolder.Length > 0 && subfolder != target)
            {
                continue;
            }

            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            _templates.Add(Path.GetFileName(path), reader.ReadToEnd());
        }

        Words = [.. _templates.Values.SelectMany(text => WordPattern().Matches(CommentPattern().Replace(text, "")).Select(match => match.Value))];
        Words.Remove(Placeholder);
    }

    /// <summary>Every word of the code: none of them can be the class's name.</summary>
    public HashSet<string> Words { get; }

    /// <summary>The project's files, without the model and the packages.</summary>
    /// <param name="name">The name of the class.</param>
    /// <param name="architecture">The network's layers as text.</param>
    /// <param name="packages">The packages that training needs, to be written beside the project; null where there are none.</param>
    public IEnumerable<GeneratedFile> Fill(string name, string architecture, LibraryPackages? packages)
    {
        foreach ((string file, string text) in _templates)
        {
            if (file != PackageSource || packages is not null)
            {
                yield return new(
                    file.Replace(Placeholder, name, StringComparison.Ordinal),
                    Encoding.UTF8.GetBytes(text
                        .Replace(Placeholder, name, StringComparison.Ordinal)
                        .Replace("__ARCHITECTURE__", architecture, StringComparison.Ordinal)
                        .Replace("__VERSION__", packages?.Version ?? OwnVersion, StringComparison.Ordinal)));
            }
        }
    }

    /// <summary>The version of this program, which is also that of its libraries.</summary>
    private static string OwnVersion =>
        typeof(GeneratedProject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();

    [GeneratedRegex("//.*", RegexOptions.CultureInvariant)]
    private static partial Regex CommentPattern();
}
