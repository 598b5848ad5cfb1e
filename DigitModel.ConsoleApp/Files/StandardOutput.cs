using DigitEngine.Persistence;
using Microsoft.Win32.SafeHandles;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Standard output, as a destination for bytes.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>EPIPE on Linux and macOS, which .NET passes on as it is.</summary>
    private const int BrokenPipe = 32;

    /// <summary>Opens standard output; what is written appears at once.</summary>
    public static OutputFile Open() => new("standard output", OpenStream());

    /// <summary>Whether writing failed because nobody reads standard output any more.</summary>
    public static bool IsClosed(OutputFileException error) =>
        !OperatingSystem.IsWindows() && error.InnerException is IOException { HResult: BrokenPipe };

    /// <remarks>
    /// The stream of <see cref="Console"/> ignores a closed pipe, and the program would go on working for nobody. So pipes get a
    /// stream of our own. Files don't: with our own stream, the shell's next command would not continue where we end.
    /// </remarks>
    private static Stream OpenStream()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        FileStream stream = new(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
