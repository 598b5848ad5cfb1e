using System.Diagnostics;
using System.Text;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>The console app as a part of a pipeline: a test writes to it, and reads what it answers.</summary>
internal sealed class PipeProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    public PipeProcess(string folder, params string[] arguments)
    {
        ProcessStartInfo start = ConsoleProcess.StartInfo(folder, arguments);
        start.RedirectStandardInput = true;
        start.StandardInputEncoding = new UTF8Encoding(false);
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    public Process Process => _process;

    public void Write(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    /// <summary>The next line, which must come by itself.</summary>
    public string? ReadLine()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        Assert.True(line.Wait(ConsoleProcess.Patience), "No answer came.");
        return line.Result;
    }

    /// <summary>Closes the input and waits for the end.</summary>
    public ConsoleResult End()
    {
        _process.StandardInput.Close();
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        Assert.True(_process.WaitForExit(ConsoleProcess.Patience), "The app did not end.");
        return new(_process.ExitCode, output.Result, _error.Result);
    }

    /// <summary>Stops reading, as <c>head</c> does, and waits for the end, while the input stays open.</summary>
    public ConsoleResult StopReading(Action write)
    {
        _process.StandardOutput.Close();
        Stopwatch waited = Stopwatch.StartNew();
        while (!_process.HasExited)
        {
            Assert.True(waited.Elapsed < ConsoleProcess.Patience, "The app did not end.");
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

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
