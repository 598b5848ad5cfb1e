using System.Reflection;
using System.Text.RegularExpressions;

namespace MlNetDigits.ConsoleApp.Generation;

/// <summary>
/// The templates of one target: C# as it is written, in which the class is called <c>MyDigits</c>. Names and a few constants are all
/// that is filled in.
/// </summary>
internal sealed partial class GeneratedProject
{
    /// <summary>What can be written.</summary>
    public static readonly IReadOnlyList<string> Targets = ["digitmodel", "mlnet"];

    private const string Folder = "templates/";
    private const string Placeholder = "MyDigits";

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <exception cref="CommandException">There is no such target.</exception>
    public GeneratedProject(string target)
    {
        if (!Targets.Contains(target))
            throw new CommandException($"--target: expected {string.Join(" or ", Targets)} but found '{target}'");
        Assembly assembly = typeof(GeneratedProject).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            string path = resource.Replace('\\', '/');
            // A target's own, and what all have in common.
            if (!path.StartsWith(Folder, StringComparison.Ordinal)
                || (path[Folder.Length..].Contains('/', StringComparison.Ordinal)
                    && !path.StartsWith($"{Folder}{target}/", StringComparison.Ordinal)))
                continue;
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            _files.Add(Path.GetFileName(path), reader.ReadToEnd());
        }

        Words = [.. _files.Values.SelectMany(text => WordPattern().Matches(CommentPattern().Replace(text, "")).Select(match => match.Value))];
        Words.Remove(Placeholder);
    }

    /// <summary>Every word of the code: none of them can be the class's name.</summary>
    public HashSet<string> Words { get; }

    /// <summary>The files' names and texts.</summary>
    /// <param name="name">What stands for <c>MyDigits</c>.</param>
    /// <param name="architecture">The network's layers as text.</param>
    public IEnumerable<(string File, string Text)> Fill(string name, string architecture)
    {
        foreach ((string file, string text) in _files)
        {
            yield return (
                file.Replace(Placeholder, name, StringComparison.Ordinal),
                text.Replace(Placeholder, name, StringComparison.Ordinal)
                    .Replace("__ARCHITECTURE__", architecture, StringComparison.Ordinal)
                    .Replace("__VERSION__", Version, StringComparison.Ordinal));
        }
    }

    /// <summary>The library's version, which is this program's.</summary>
    private static string Version =>
        typeof(GeneratedProject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();

    [GeneratedRegex("//.*", RegexOptions.CultureInvariant)]
    private static partial Regex CommentPattern();
}
