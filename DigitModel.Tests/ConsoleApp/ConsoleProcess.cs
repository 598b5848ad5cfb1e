using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>The console app running as a process of its own, as a user runs it.</summary>
internal sealed class ConsoleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private ConsoleProcess(string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is string host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "DigitModel.ConsoleApp.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment.Remove("DIGITMODEL_TRACE");
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static ConsoleProcess Start(string folder, params string[] arguments) =>
        new(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs the app to its end.</summary>
    public static ConsoleResult Run(string folder, params string[] arguments) =>
        Run(folder, new Dictionary<string, string>(), arguments);

    public static ConsoleResult Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using ConsoleProcess process = new(folder, environment, arguments);
        return process.Wait();
    }

    /// <summary>Waits until a line that contains a text was written to standard output.</summary>
    public void WaitFor(string text)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!Read(_output).Contains(text, StringComparison.Ordinal))
        {
            Assert.True(waited.Elapsed < Patience && !_process.HasExited, $"'{text}' did not come: {Read(_output)}{Read(_error)}");
            Thread.Sleep(10);
        }
    }

    /// <summary>Does what Ctrl-C does on Unix.</summary>
    public void Interrupt()
    {
        if (Kill(_process.Id, 2) != 0)
            throw new Win32Exception();
    }

    /// <summary>Presses Ctrl-C again and again: two signals that come too close to each other count as one.</summary>
    public void InterruptUntilItEnds()
    {
        for (int i = 0; i < 100 && !_process.HasExited; i++)
        {
            _ = Kill(_process.Id, 2);
            Thread.Sleep(50);
        }
    }

    /// <summary>Ends the process at once, as a lack of memory or of power does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for so long, or until the process ends.</summary>
    /// <returns>Whether it ended.</returns>
    public bool WaitFor(TimeSpan time) => _process.WaitForExit(time);

    public ConsoleResult Wait()
    {
        Assert.True(_process.WaitForExit(Patience), $"The app did not end: {Read(_output)}{Read(_error)}");

        // Without a limit: waits for the last lines too.
        _process.WaitForExit();
        return new(_process.ExitCode, Read(_output), Read(_error));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private static void Add(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }
}
