using System.Diagnostics;

namespace MlNetDigits.WebApi.Tests;

/// <summary>The program itself, as a process.</summary>
public class ProcessTests
{
    [Theory]
    [InlineData("--urls http://0.0.0.0:0", "error: http://0.0.0.0:0 can be reached from other machines: that takes an API key")]
    [InlineData("--urls http://127.0.0.1:0 --model none.zip", "error: ")]
    [InlineData("--data nothing.csv", "error: nothing.csv: the file does not exist")]
    [InlineData("--max-batch many", "error: --max-batch: expected a whole number from 1 to 100000 but found 'many'")]
    [InlineData("--nonsense", "error: there is no option --nonsense (see --help)")]
    public async Task Program_EndsWithOneLineAndCode2_WhenItCantStart(string arguments, string start)
    {
        using Process process = Start(arguments);
        using Timer limit = new(_ => process.Kill(), null, TestService.Patience, Timeout.InfiniteTimeSpan);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.StartsWith(start, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
        Assert.Equal(2, process.ExitCode);
    }

    [Fact]
    public async Task Program_SaysWhereItListens_AndWhenThePlaceIsTaken()
    {
        using Process process = Start("--urls http://127.0.0.1:0");
        try
        {
            string? line;
            do
            {
                line = await process.StandardOutput.ReadLineAsync();
                Assert.NotNull(line);
            }
            while (!line.StartsWith("Listening on ", StringComparison.Ordinal));

            string address = line.Split(' ')[2];
            using HttpClient client = new();
            Assert.Contains("ok", await client.GetStringAsync(address + "/health"), StringComparison.Ordinal);
            using Process second = Start($"--urls {address}");
            Assert.Contains("address already in use", await second.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
            await second.WaitForExitAsync();
            Assert.Equal(2, second.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }

    private static Process Start(string arguments)
    {
        string program = typeof(WebService).Assembly.Location;
        ProcessStartInfo start = new("dotnet", $"\"{program}\" {arguments}")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return Process.Start(start)!;
    }
}
