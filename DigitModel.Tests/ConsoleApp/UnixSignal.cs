using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>Signals as Unix numbers them.</summary>
internal static unsafe partial class UnixSignal
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private const nint Default = 0;
    private const nint Ignored = 1;

    /// <summary>More than any system's <c>struct sigaction</c>, which begins with the handler.</summary>
    private const int ActionSize = 512;

    /// <summary>
    /// A shell has jobs in the background ignore SIGINT, and nohup has its command ignore SIGHUP; whoever they start inherits
    /// that. From now on this process's children take the signals as a program in the foreground does.
    /// </summary>
    public static void LetChildrenReceiveAll()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        nint* action = stackalloc nint[ActionSize / sizeof(nint)];
        foreach (int signal in (int[])[HangUp, Interrupt, Terminate])
        {
            if (GetAction(signal, null, action) == 0 && *action == Ignored)
            {
                _ = SetHandler(signal, Default);
            }
        }
    }

    /// <summary>Sends a signal to a process.</summary>
    /// <returns>Whether the process was there to get it.</returns>
    public static bool Send(Process process, int signal) => Kill(process.Id, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAction(int signal, void* replacement, void* current);

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SetHandler(int signal, nint handler);
}
