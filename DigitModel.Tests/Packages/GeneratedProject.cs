using MlNetDigits.Tests.ConsoleApp;
using MlNetDigits.Tests.Data;

namespace MlNetDigits.Tests.Packages;

/// <summary>A project that <c>generate</c> wrote outside the clone, for a user with a home folder of their own.</summary>
internal sealed class GeneratedProject : IDisposable
{
    private const string Name = "Sevens";

    // ONNX Runtime also sends no telemetry where one of these says that a build server is at work.
    private static readonly string[] BuildServerVariables =
    [
        "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "TRAVIS", "JENKINS_URL", "CODEBUILD_BUILD_ID", "BUILDKITE",
        "TEAMCITY_VERSION", "APPVEYOR", "BITBUCKET_BUILD_NUMBER", "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "ORT_DISABLE_TELEMETRY",
    ];

    private readonly TempFolder _root = new();
    private readonly string _home;
    private readonly string _temporary;
    private readonly Dictionary<string, string> _buildEnvironment;
    private readonly Dictionary<string, string> _runEnvironment;

    /// <param name="target">What <c>generate</c> is told.</param>
    /// <param name="surroundings">Files of the clone that are to lie in the folder above the project.</param>
    public GeneratedProject(string target, params string[] surroundings)
    {
        // A name that a shell takes only in quotes.
        string parent = Directory.CreateDirectory(Path.Combine(_root.Path, "my projects")).FullName;
        foreach (string file in surroundings)
        {
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(parent, file));
        }

        Folder = Path.Combine(parent, "ada's");
        Output = ConsoleProcess.Run(parent, "generate", "--name", Name, "--output", "ada's", "--target", target).Succeeded().Output;
        _home = Directory.CreateDirectory(Path.Combine(_root.Path, "home")).FullName;
        _temporary = Directory.CreateDirectory(Path.Combine(_root.Path, "temporary")).FullName;

        // Our packages stay out of the machine's folder; Microsoft's are taken from it.
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _buildEnvironment = new()
        {
            ["NUGET_PACKAGES"] = Path.Combine(_root.Path, "installed"),
            ["NUGET_FALLBACK_PACKAGES"] = machine,
        };
        _runEnvironment = BuildServerVariables.ToDictionary(variable => variable, _ => "");
        _runEnvironment["HOME"] = _home;
        _runEnvironment["TMPDIR"] = _temporary;
    }

    public string Folder { get; }

    /// <summary>What <c>generate</c> printed.</summary>
    public string Output { get; }

    /// <summary>What runs of the project left in the home folder and in the folder for temporary files.</summary>
    public IEnumerable<string> LeftFiles =>
        new[] { _home, _temporary }.SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories));

    /// <summary>Builds the project; any warning is an error.</summary>
    public void Build(params string[] arguments) =>
        DotnetCli.Run(Folder, _buildEnvironment, ["build", "-c", "Release", "-warnaserror", .. arguments]);

    /// <summary>Runs what was built.</summary>
    public ConsoleResult Run(params string[] arguments) =>
        DotnetCli.RunToEnd("dotnet", Folder, _runEnvironment, [Path.Combine("bin", "Release", "net10.0", $"{Name}.dll"), .. arguments]);

    /// <summary>Pastes the lines that <c>generate</c> printed under a heading into a shell.</summary>
    public string Paste(string heading)
    {
        string[] lines = [.. Output.Split('\n').SkipWhile(line => line != heading).Skip(1).TakeWhile(line => line.Length > 0)];
        return DotnetCli.Run("sh", Path.GetDirectoryName(Folder)!, _buildEnvironment, "-e", "-c", string.Join('\n', lines));
    }

    public void Write(string file, ReadOnlySpan<byte> content) => File.WriteAllBytes(Path.Combine(Folder, file), content);

    public void Dispose() => _root.Dispose();
}
