using System.Diagnostics;
using System.Text;
using MlNetDigits.Tests.Packages;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>The console app running as a process of its own, as a user runs it.</summary>
internal sealed class ConsoleProcess : IDisposable
{
    /// <summary>Only what hangs takes so long, however busy the machine is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    static ConsoleProcess() => UnixSignal.LetChildrenReceiveAll();

    private ConsoleProcess(string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        ProcessStartInfo start = StartInfo(folder, arguments);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static ConsoleProcess Start(string folder, params string[] arguments) =>
        new(folder, new Dictionary<string, string>(), arguments);

    /// <summary>The app's command line, its output redirected.</summary>
    public static ProcessStartInfo StartInfo(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(DotnetCli.Program, ["exec", Path.Combine(AppContext.BaseDirectory, "DigitModel.ConsoleApp.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("DIGITMODEL_TRACE");
        return start;
    }

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

    /// <summary>Sends one of Unix's signals; by default what Ctrl-C sends.</summary>
    public void Interrupt(int signal = UnixSignal.Interrupt) => Assert.True(UnixSignal.Send(_process, signal), "The app is not running.");

    /// <summary>Presses Ctrl-C again and again: two signals that come too close to each other count as one.</summary>
    public void InterruptUntilItEnds()
    {
        Stopwatch waited = Stopwatch.StartNew();
        do
        {
            Assert.True(waited.Elapsed < Patience, $"The app did not end: {Read(_output)}{Read(_error)}");
            UnixSignal.Send(_process, UnixSignal.Interrupt);
        }
        while (!_process.WaitForExit(50));
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
