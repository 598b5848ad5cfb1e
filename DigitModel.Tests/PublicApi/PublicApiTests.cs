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
        // Extension methods lie in namespaces of Microsoft's, which the generator leaves out by default.
        ApiGeneratorOptions options = new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] };
        string shown = Assembly.Load(name).GeneratePublicApi(options).ReplaceLineEndings("\n");
        AcceptedText.Require($"DigitModel.Tests/PublicApi/{name}.txt", shown.Split('\n'));
    }
}
