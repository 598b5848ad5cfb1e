namespace MlNetDigits.Tests;

/// <summary>A text in the repository that changes only when somebody means it to.</summary>
internal static class AcceptedText
{
    /// <summary>Requires the lines to be those of the file. With <c>UPDATE=1</c> in the environment, the file is written first.</summary>
    /// <param name="path">The file, from the root of the repository.</param>
    /// <param name="shown">The lines as they are now.</param>
    public static void Require(string path, string[] shown)
    {
        string file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
        {
            File.WriteAllText(file, string.Join('\n', shown) + "\n");
        }

        string[] accepted = File.ReadAllText(file)[..^1].Split('\n');
        IEnumerable<string> changes = [.. accepted.Except(shown).Select(line => $"- {line}"), .. shown.Except(accepted).Select(line => $"+ {line}")];
        Assert.True(accepted.SequenceEqual(shown), $"This is not what {path} says (UPDATE=1 accepts it):\n{string.Join('\n', changes)}");
    }
}
