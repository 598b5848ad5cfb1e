using System.Diagnostics;
using System.Runtime.InteropServices;
using MlNetDigits.Tests.ConsoleApp;

namespace MlNetDigits.Tests.Packages;

/// <summary>The dotnet command, as a developer runs it.</summary>
internal static class DotnetCli
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>The command that belongs to the runtime of these tests.</summary>
    public static string Program { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Runs it and requires success.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Run(Program, folder, environment, arguments);

    /// <summary>Runs another program and requires success.</summary>
    public static string Run(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ConsoleResult result = RunToEnd(program, folder, environment, arguments);
        Assert.True(
            result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output;
    }

    /// <summary>Runs another program, whatever comes of it.</summary>
    public static ConsoleResult RunToEnd(
        string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Tests run below an MSBuild of their own, whose settings are not a developer's; and no server may outlive the test.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)}: did not end\n{output.Result}");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }

}
