using System.Runtime.InteropServices;

namespace MlNetDigits.ConsoleApp;

/// <summary>
/// What asks the process to end: Ctrl-C, SIGTERM from whoever manages it, SIGHUP when its terminal closes. The first such signal
/// asks the work to end soon; the second ends the process at once.
/// </summary>
internal sealed class ShutdownSignal : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    public ShutdownSignal() => _registrations = Array.ConvertAll(Signals, signal => PosixSignalRegistration.Create(signal, Receive));

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _received) > 1)
        {
            // A progress display may have hidden the cursor.
            if (!Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb")
            {
                Console.Out.Write("\e[?25h");
            }

            Environment.Exit(ExitCodes.Cancelled);
        }

        _source.Cancel();
    }
}
