using System.Diagnostics;

namespace MlNetDigits.Tests.ConsoleApp;

/// <summary>A file system of a size of the test's own, in memory; removed with what is in it.</summary>
internal sealed class TinyDisk : IDisposable
{
    private static readonly int Page = Environment.SystemPageSize;

    private readonly DirectoryInfo _place;

    private TinyDisk(DirectoryInfo place) => _place = place;

    public string Path => _place.FullName;

    /// <summary>Mounts one, or skips the test: mounting takes Linux and the right to do it.</summary>
    /// <param name="bytes">Its size, a multiple of 4096.</param>
    public static TinyDisk Mount(int bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux mounts a disk of memory.");
        DirectoryInfo place = Directory.CreateTempSubdirectory("digits-disk-");
        if (Run(out string why, "mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", place.FullName))
        {
            return new(place);
        }

        place.Delete();
        Assert.Skip($"No disk can be mounted here: {why}");
        throw new UnreachableException();
    }

    /// <summary>What a file takes of the disk, which gives room in pages.</summary>
    public static long RoomOf(string file) => (new FileInfo(file).Length + Page - 1) / Page * Page;

    /// <summary>Takes all the room but for so many bytes; of a page that would be left in part, nothing is left.</summary>
    /// <returns>The file that has it.</returns>
    public string Fill(long leave)
    {
        string path = System.IO.Path.Combine(Path, "filler");
        File.WriteAllBytes(path, new byte[new DriveInfo(Path).AvailableFreeSpace - (leave / Page * Page)]);
        return path;
    }

    /// <summary>From now on nothing can be written, not even by those who may everything.</summary>
    public void MakeReadOnly() => Assert.True(Run(out string why, "mount", "-o", "remount,ro", Path), why);

    public void Dispose()
    {
        Assert.True(Run(out string why, "umount", Path), why);
        _place.Delete();
    }

    private static bool Run(out string error, string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            error = missing.Message;
            return false;
        }
    }
}
