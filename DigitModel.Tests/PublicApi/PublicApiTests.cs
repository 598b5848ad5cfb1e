using System.Reflection;
using MlNetDigits.Hosting;
using DigitEngine.Prediction;

namespace MlNetDigits.Tests.PublicApi;

/// <summary>
/// What users build on changes only when somebody means it to. To accept a change:
/// <c>UPDATE=1 dotnet test -c Release DigitModel.Tests --filter PublicApi</c>, and commit what it wrote.
/// </summary>
public class PublicApiTests
{
    public static TheoryData<string> Assemblies => ["DigitModel", "DigitModel.Hosting"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_ShowsWhatWasAccepted(string name)
    {
        Assembly assembly = name == "DigitModel" ? typeof(PredictionEngine).Assembly : typeof(DigitRecognizer).Assembly;
        string path = Path.Combine(Repository.Root, "DigitModel.Tests", "PublicApi", $"{name}.txt");
        string actual = PublicApiText.Of(assembly);
        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
            File.WriteAllText(path, actual);

        string[] accepted = File.ReadAllText(path).Split('\n');
        string[] shown = actual.Split('\n');
        // Lines alone would hide which type a member is of: the place is told by the type above.
        string[] changes =
        [
            .. Placed(accepted).Except(Placed(shown)).Select(line => $"- {line}"),
            .. Placed(shown).Except(Placed(accepted)).Select(line => $"+ {line}"),
        ];
        Assert.True(
            changes.Length == 0 && accepted.SequenceEqual(shown),
            $"The public API of {name} is another than PublicApi/{name}.txt says (UPDATE=1 accepts it):\n{string.Join('\n', changes)}");
    }

    [Fact]
    public void Text_TellsWhatUsersSee_AndNothingElse()
    {
        string[] text = PublicApiText.Of(typeof(PublicApiTests).Assembly).Split('\n');
        int start = Array.IndexOf(text, "class MlNetDigits.Tests.PublicApi.PublicApiTests.Shown : IDisposable");
        string[] members = [.. text.Skip(start + 1).TakeWhile(line => line.StartsWith(' ')).Select(line => line.Trim())];

        Assert.Equal(
        [
            "const int Most = 3",
            "event EventHandler Happened",
            "int Number { get; init; }",
            "new(string? text = null)",
            "static bool TryGet<T>(int[] from, out T value, float share = 0.5)",
            "string? Text { get; }",
            "virtual int? Count(List<string> items)",
            "void Dispose()",
        ], members);
    }

    private static IEnumerable<string> Placed(IEnumerable<string> lines)
    {
        string type = "";
        foreach (string line in lines)
        {
            if (!line.StartsWith(' '))
                type = line;
            yield return line.StartsWith(' ') ? $"{type.Split(" : ")[0]}: {line.Trim()}" : line;
        }
    }

    public class Shown(string? text = null) : IDisposable
    {
        public const int Most = 3;

        private readonly int _hidden = 1;

        public event EventHandler? Happened;

        public int Number { get; init; }

        public string? Text { get; private set; } = text;

        internal int Hidden => _hidden;

        public static bool TryGet<T>(int[] from, out T value, float share = 0.5f)
            where T : struct
        {
            value = default;
            return from.Length * share > 1;
        }

        public virtual int? Count(List<string> items) => items.Count;

        public void Dispose()
        {
            Happened?.Invoke(this, EventArgs.Empty);
            GC.SuppressFinalize(this);
        }
    }
}
