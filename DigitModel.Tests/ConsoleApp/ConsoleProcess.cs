using System.Diagnostics;
using System.Text;
using MlNetDigits.Tests.Packages;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>
/// The console app running as a process of its own, as a user runs it. Its output is read only as far as a test asks for, so an
/// app that writes more than a pipe holds waits for the test.
/// </summary>
internal sealed class ConsoleProcess : IDisposable
{
    /// <summary>Only what hangs takes so long, however busy the machine is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;

    static ConsoleProcess() => UnixSignal.LetChildrenReceiveAll();

    private ConsoleProcess(string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        string app = Path.Combine(AppContext.BaseDirectory, "DigitModel.ConsoleApp.dll");
        ProcessStartInfo start = new(DotnetCli.Program, ["exec", app, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("DIGITMODEL_TRACE");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
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

    public void Write(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>The next line of standard output, which must come by itself; null at the end.</summary>
    public string? ReadLine()
    {
        string? line = InTime(_process.StandardOutput.ReadLineAsync());
        _output.Append(line).Append(line is null ? "" : "\n");
        return line;
    }

    /// <summary>Reads standard output as far as a line that contains a text.</summary>
    public void WaitFor(string text)
    {
        string? line;
        do
        {
            line = ReadLine();
            if (line is null)
            {
                Assert.Fail($"'{text}' did not come: {_output}{_error.Result}");
            }
        }
        while (!line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Sends one of Unix's signals; by default what Ctrl-C sends.</summary>
    public void Interrupt(int signal = UnixSignal.Interrupt) => Assert.True(UnixSignal.Send(_process, signal), "The app is not running.");

    /// <summary>Presses Ctrl-C again and again: two signals that come too close to each other count as one.</summary>
    public void InterruptUntilItEnds()
    {
        Stopwatch waited = Stopwatch.StartNew();
        do
        {
            Assert.True(waited.Elapsed < Patience, $"The app did not end: {_output}");
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

    /// <summary>Stops reading, as <c>head</c> does, and writes until the app ends.</summary>
    public ConsoleResult StopReading(Action write)
    {
        _process.StandardOutput.Close();
        Stopwatch waited = Stopwatch.StartNew();
        while (!_process.HasExited)
        {
            Assert.True(waited.Elapsed < Patience, "The app did not end.");
            try
            {
                write();
            }
            catch (IOException)
            {
                // It has ended in between.
            }
        }

        return new(_process.ExitCode, "", _error.Result);
    }

    /// <summary>Closes the input, reads the rest of the output, and waits for the end.</summary>
    /// <returns>All of the output, whether it was read by then or not.</returns>
    public ConsoleResult Wait()
    {
        CloseInput();
        _output.Append(InTime(_process.StandardOutput.ReadToEndAsync()));
        Assert.True(_process.WaitForExit(Patience), $"The app did not end: {_output}");
        return new(_process.ExitCode, _output.ToString(), _error.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private T InTime<T>(Task<T> task)
    {
        Assert.True(task.Wait(Patience), $"Nothing came for {Patience}: {_output}");
        return task.Result;
    }
}
