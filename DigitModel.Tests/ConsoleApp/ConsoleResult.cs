namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>What a run of the app left.</summary>
internal sealed record ConsoleResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Requires success, and nothing on standard error.</summary>
    public ConsoleResult Succeeded()
    {
        Assert.True(ExitCode == 0 && Error.Length == 0, $"exit code {ExitCode}\n{Error}{Output}");
        return this;
    }

    /// <summary>Requires exit code 2, nothing on standard output, and one line on standard error with all these texts.</summary>
    public void RefusedWith(params string[] texts)
    {
        Assert.True(ExitCode == 2, $"exit code {ExitCode}\n{Error}{Output}");
        string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.All(texts, text => Assert.Contains(text, line, StringComparison.Ordinal));
        Assert.Empty(Output);
    }
}
