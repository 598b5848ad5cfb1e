using System.Runtime.InteropServices;

namespace MlNetDigits.ConsoleApp;

/// <summary>The first Ctrl-C asks the work to end soon; the second ends the process at once.</summary>
internal sealed class ShutdownSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _registration;
    private int _presses;

    public ShutdownSignal() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, Pressed);

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }

    private void Pressed(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _presses) > 1)
        {
            // A progress display may have hidden the cursor.
            if (!Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb")
                Console.Out.Write("\e[?25h");
            Environment.Exit(ExitCodes.Cancelled);
        }

        _source.Cancel();
    }
}
