using Microsoft.Win32.SafeHandles;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Standard output as bytes.</summary>
internal static class StandardOutputStream
{
    private const int Descriptor = 1;

    /// <summary>EPIPE of Linux and macOS, which .NET gives as it is.</summary>
    private const int BrokenPipe = 32;

    /// <summary>
    /// The stream. That of <see cref="Console"/> takes writing to a closed pipe for success, and so would work on for nobody: a
    /// pipe is written to by our own. A file is not, because there it would not move the place where the shell's next command
    /// goes on.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        FileStream stream = new(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>Whether writing failed because nobody reads any more.</summary>
    public static bool IsClosed(IOException error) => !OperatingSystem.IsWindows() && error.HResult == BrokenPipe;
}
