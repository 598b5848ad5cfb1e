using System.Text.RegularExpressions;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary><c>serve</c>: the web service as a program of its own, which comes along.</summary>
[Collection(SharedModel.Name)]
public sealed partial class ServeCommandTests(ConsoleFixture fixture)
{
    [Fact]
    public async Task Serve_StartsTheService_WithTheRunsModel_AndEndsOnSigterm()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "This system has no SIGTERM.");
        using ConsoleProcess process = ConsoleProcess.Start(
            fixture.Folder, "serve", "--no-browser", "--urls", "http://127.0.0.1:0", "--model", "runs/custom-1", "--data", "none");
        string address;
        do
        {
            string line = process.ReadLine() ?? throw new InvalidOperationException(process.Wait().Error);
            address = Address().Match(line).Value;
        }
        while (address.Length == 0);

        using HttpClient client = new();
        Assert.Contains(
            "conv 4 3x3 stride 2 relu",
            await client.GetStringAsync(new Uri(address + "/model"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        process.Interrupt(UnixSignal.Terminate);
        Assert.Equal(0, process.Wait().ExitCode);
    }

    [Fact]
    public void Serve_RefusesWhatTheServiceRefuses() =>
        ConsoleProcess.Run(fixture.Folder, "serve", "--no-browser", "--urls", "nowhere").RefusedWith("nowhere");

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
