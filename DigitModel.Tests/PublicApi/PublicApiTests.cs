using System.Reflection;
using PublicApiGenerator;

namespace MlNetDigits.Tests.PublicApi;

/// <summary>
/// What users build on changes only when somebody means it to. To accept a change:
/// <c>UPDATE=1 dotnet test -c Release DigitModel.Tests --filter PublicApi</c>, and commit what it wrote.
/// </summary>
public class PublicApiTests
{
    public static TheoryData<string> Assemblies => ["DigitEngine", "DigitPictures", "DigitReports", "DigitModel", "DigitModel.Hosting"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_ShowsWhatWasAccepted(string name)
    {
        string path = Path.Combine(Repository.Root, "DigitModel.Tests", "PublicApi", $"{name}.txt");
        // Extension methods lie in namespaces of Microsoft's, which the generator leaves out by default.
        ApiGeneratorOptions options = new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] };
        string[] shown = Assembly.Load(name).GeneratePublicApi(options).ReplaceLineEndings("\n").Split('\n');
        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
        {
            File.WriteAllText(path, string.Join('\n', shown) + "\n");
        }

        string[] accepted = File.ReadAllText(path)[..^1].Split('\n');
        IEnumerable<string> changes = [.. accepted.Except(shown).Select(line => $"- {line}"), .. shown.Except(accepted).Select(line => $"+ {line}")];
        Assert.True(
            accepted.SequenceEqual(shown),
            $"The public API of {name} is not what PublicApi/{name}.txt says (UPDATE=1 accepts it):\n{string.Join('\n', changes)}");
    }
}
