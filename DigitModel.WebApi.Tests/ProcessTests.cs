using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MlNetDigits.WebApi.Tests;

/// <summary>The program itself, as a process.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly List<string> _folders = [];

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Theory]
    [InlineData("--urls http://0.0.0.0:0", "error: http://0.0.0.0:0 can be reached from other machines: that takes an API key")]
    [InlineData("--urls http://127.0.0.1:0 --model none.zip", "error: ")]
    [InlineData("--data nothing.csv", "error: nothing.csv: the file does not exist")]
    [InlineData("--max-batch many", "error: --max-batch: expected a whole number from 1 to 100000 but found 'many'")]
    [InlineData("--nonsense", "error: there is no option --nonsense (see --help)")]
    [InlineData("--urls http://127.0.0.1:0 --model nothing/model.zip", "error: ", "nothing/model.zip: there is no such file")]
    [InlineData("--urls http://127.0.0.1:0 --model broken.zip", "error: ", "broken.zip: expected a model file, which is a zip archive, but found ")]
    [InlineData("--urls http://127.0.0.1:99999", "error: --urls: expected an address such as")]
    [InlineData("--urls ftp://127.0.0.1:0", "error: --urls: expected an address such as")]
    [InlineData("--urls http://127.0.0.1:0/path", "error: --urls: expected an address such as")]
    [InlineData("--urls http://localhost:0", "error: ", "localhost")]
    [InlineData("--urls http://nonsense:5000/", "error: http://nonsense:5000/ can be reached from other machines")]
    [InlineData("--Kestrel:Endpoints:a:Url=https://127.0.0.1:0", "error: there is no option")]
    [InlineData("", "error: ", "none.pfx", "Kestrel__Endpoints__a__Url=https://127.0.0.1:0;Kestrel__Endpoints__a__Certificate__Path=none.pfx")]
    [InlineData("", "error: ", "", "Kestrel__Endpoints__a__Url=https://127.0.0.1:0;Kestrel__Endpoints__a__Certificate__Path=broken.zip")]
    [InlineData("", "error: ", "certificate", "Kestrel__Endpoints__a__Url=https://127.0.0.1:0;HOME=/nowhere")]
    [InlineData("", "error: ", "Nonsense", "Logging__LogLevel__Default=Nonsense")]
    public async Task Program_EndsWithOneLineAndCode2_WhenItCantStart(string arguments, string start, string part = "", string environment = "")
    {
        string folder = Folder();
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.zip"), "broken");
        await AssertRefusesAsync(Start(arguments, folder, environment), start, part);
    }

    [Fact]
    public async Task Program_SaysWhereTheMistakeIs_InItsSettingsFile()
    {
        string folder = Folder();
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "{\n  \"DigitModel\": { \"MaxBatch\" 5 }\n}");
        await AssertRefusesAsync(Start("--urls http://127.0.0.1:0", folder), "error: Failed to load configuration from file", "LineNumber: 1");
    }

    /// <summary>Port 5000 belongs to AirPlay on macOS, and to other programs elsewhere.</summary>
    [Fact]
    public async Task Program_TakesTheNextPort_UnlessAnAddressIsGiven()
    {
        using TcpListener? holder = Hold(5000);
        using Process process = Start("--data none");
        try
        {
            Assert.Equal(
                "Port 5000 is in use, so the service takes the next free one. --urls chooses another.",
                await LineAsync(process, "Port 5000"));
            string line = await LineAsync(process, "Listening on ");
            Assert.NotEqual(5000, new Uri(line.Split(' ')[2]).Port);
        }
        finally
        {
            process.Kill();
        }

        await AssertRefusesAsync(Start("--urls http://127.0.0.1:5000"), "error: ", "address already in use");
    }

    [Fact]
    public async Task Program_OpensThePage_WhenItListens()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only on Linux is the program that opens pages found by its name.");
            return;
        }

        string folder = Folder();
        string opened = Path.Combine(folder, "opened");
        string opener = Path.Combine(folder, "xdg-open");
        await File.WriteAllTextAsync(opener, $"#!/bin/sh\necho \"$1\" > '{opened}.new'\nmv '{opened}.new' '{opened}'\n");
        File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using Process process = Start(
            "--urls http://127.0.0.1:0 --open", folder, $"PATH={folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}");
        try
        {
            string address = (await LineAsync(process, "Listening on ")).Split(' ')[2];
            using CancellationTokenSource patience = new(TestService.Patience);
            while (!File.Exists(opened))
            {
                await Task.Delay(50, patience.Token);
            }

            Assert.Equal(address + "/", (await File.ReadAllTextAsync(opened)).TrimEnd());
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Program_SaysWhereItListens_AndWhenThePlaceIsTaken()
    {
        using Process process = Start("--urls http://127.0.0.1:0");
        try
        {
            string address = (await LineAsync(process, "Listening on ")).Split(' ')[2];
            using HttpClient client = new();
            Assert.Contains("ok", await client.GetStringAsync(address + "/health"), StringComparison.Ordinal);
            await AssertRefusesAsync(Start($"--urls {address}"), "error: ", "address already in use");
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task AssertRefusesAsync(Process process, string start, string part = "")
    {
        using (process)
        {
            using Timer limit = new(_ => process.Kill(), null, TestService.Patience, Timeout.InfiniteTimeSpan);
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.StartsWith(start, error, StringComparison.Ordinal);
            Assert.Contains(part, error, StringComparison.Ordinal);
            Assert.Equal(1, error.Count(c => c == '\n'));
            Assert.DoesNotContain("   at ", await output, StringComparison.Ordinal);
            Assert.DoesNotContain("fail:", await output, StringComparison.Ordinal);
            Assert.Equal(2, process.ExitCode);
        }
    }

    /// <summary>The next line that starts like this.</summary>
    private static async Task<string> LineAsync(Process process, string start)
    {
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync();
            Assert.NotNull(line);
        }
        while (!line.StartsWith(start, StringComparison.Ordinal));

        return line;
    }

    /// <summary>Listens on a port, unless somebody does already.</summary>
    private static TcpListener? Hold(int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }

    private string Folder()
    {
        string folder = Directory.CreateTempSubdirectory("digits-web-").FullName;
        _folders.Add(folder);
        return folder;
    }

    /// <param name="arguments">The command line.</param>
    /// <param name="folder">The current folder.</param>
    /// <param name="environment">Variables, such as <c>A=1;B=2</c>.</param>
    private static Process Start(string arguments, string? folder = null, string environment = "")
    {
        string program = typeof(WebService).Assembly.Location;
        ProcessStartInfo start = new("dotnet", $"\"{program}\" {arguments}")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (string variable in environment.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int end = variable.IndexOf('=', StringComparison.Ordinal);
            start.Environment[variable[..end]] = variable[(end + 1)..];
        }

        return Process.Start(start)!;
    }
}
