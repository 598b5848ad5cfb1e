namespace DigitEngine.Persistence;

/// <summary>
/// A file that appears only when it is complete: it is written under another name beside its target and then renamed. If anything
/// goes wrong before that, nothing is left behind and an existing file stays as it was.
/// </summary>
/// <remarks>
/// Only regular files are replaced. A symbolic link stays a link, and the file that it leads to is replaced. Devices such as
/// <c>/dev/null</c> and <c>/dev/stdout</c>, and named pipes, are written to as they are.
/// </remarks>
internal sealed class OutputFile : IDisposable
{
    private const string IsFolder = "it is a folder";

    private readonly string _path;
    private readonly string? _target;
    private readonly string? _temporary;
    private bool _committed;

    /// <summary>Opens the file, which shows that its target can be written.</summary>
    /// <param name="path">The target.</param>
    /// <exception cref="OutputFileException">It can't be written.</exception>
    public OutputFile(string path)
    {
        _path = path;
        try
        {
            string target = Path.GetFullPath(path);
            if (Directory.Exists(target))
            {
                throw new OutputFileException(path, IsFolder);
            }

            if (!IsDevice(target) && new FileInfo(target).LinkTarget is not null)
            {
                target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
            }

            if (OpenInPlace(target) is FileStream stream)
            {
                Stream = stream;
                return;
            }

            _target = target;
            _temporary = Beside(target);
            Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (IsOutputError(error))
        {
            throw Unwritable(path, error);
        }
    }

    /// <summary>Wraps a stream that is not a file, such as standard output; it is written to directly.</summary>
    /// <param name="name">The name to use in messages.</param>
    /// <param name="stream">The stream.</param>
    public OutputFile(string name, Stream stream)
    {
        _path = name;
        Stream = stream;
    }

    /// <summary>The stream for the content; to be written to within <see cref="Write"/>.</summary>
    public Stream Stream { get; }

    /// <summary>Writes a file, completely or not at all.</summary>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the content to the stream that it is given.</param>
    /// <exception cref="OutputFileException">The file can't be written.</exception>
    public static void Save(string path, Action<Stream> write)
    {
        using OutputFile file = new(path);
        file.Write(write);
        file.Commit();
    }

    /// <summary>Commits several files: all of them, or none.</summary>
    /// <param name="files">The files, in the order in which they are to appear.</param>
    /// <exception cref="OutputFileException">One of them can't be written; all targets are as they were before.</exception>
    public static void CommitAll(params IReadOnlyList<OutputFile> files)
    {
        foreach (OutputFile file in files)
        {
            file.Complete();
        }

        Stack<(OutputFile File, string? Backup)> replaced = [];
        try
        {
            foreach (OutputFile file in files)
            {
                // The last file needs no copy: if it can't be renamed, its target is still as it was.
                replaced.Push((file, file == files[^1] ? null : file.BackUp()));
                file.Commit();
            }
        }
        catch (OutputFileException)
        {
            foreach ((OutputFile file, string? backup) in replaced)
            {
                file.Restore(backup);
            }

            throw;
        }

        foreach ((_, string? backup) in replaced)
        {
            DeleteIfPossible(backup);
        }
    }

    /// <summary>Writes to the file.</summary>
    /// <param name="write">Writes to the stream that it is given.</param>
    /// <exception cref="OutputFileException">The file can't be written.</exception>
    public void Write(Action<Stream> write)
    {
        try
        {
            write(Stream);
        }
        catch (IOException error) when (error is not OutputFileException)
        {
            throw Unwritable(_path, error);
        }
    }

    /// <summary>
    /// Flushes everything to the disk: some file systems notice only then that there is no space left. Files that belong together
    /// are all completed before the first one is committed.
    /// </summary>
    /// <exception cref="OutputFileException">The file can't be written.</exception>
    public void Complete()
    {
        try
        {
            if (Stream is FileStream { CanWrite: true } file)
            {
                file.Flush(flushToDisk: true);
            }

            Stream.Dispose();
        }
        catch (Exception error) when (IsOutputError(error))
        {
            throw Unwritable(_path, error);
        }
    }

    /// <summary>Completes the file if necessary, and renames it to its target.</summary>
    /// <exception cref="OutputFileException">The file can't be written.</exception>
    public void Commit()
    {
        Complete();
        try
        {
            if (_temporary is not null)
            {
                File.Move(_temporary, _target!, overwrite: true);
            }

            _committed = true;
        }
        catch (Exception error) when (IsOutputError(error))
        {
            throw Directory.Exists(_target) ? new OutputFileException(_path, IsFolder, error) : Unwritable(_path, error);
        }
    }

    public void Dispose()
    {
        if (_committed)
        {
            return;
        }

        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // The last bytes did not fit on the disk, but they are discarded anyway.
        }

        DeleteIfPossible(_temporary);
    }

    /// <summary>Whether an exception means that a file can't be written, and has not been turned into a message yet.</summary>
    public static bool IsOutputError(Exception error) =>
        error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
        && error is not OutputFileException;

    /// <summary>The exception that says in one line that a path can't be written, and why.</summary>
    public static OutputFileException Unwritable(string path, Exception error) => new(path, Reason(path, error), error);

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows()
        && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal))
        && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>Opens a device or a pipe; gives null for regular files and for names that are still free.</summary>
    private static FileStream? OpenInPlace(string target)
    {
        bool isDevice = IsDevice(target);
        FileInfo file = new(target);
        if (OperatingSystem.IsWindows() || !file.Exists || (!isDevice && file.Length > 0))
        {
            return null;
        }

        try
        {
            FileStream stream = new(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            if (isDevice || !stream.CanSeek)
            {
                return stream;
            }

            stream.Dispose();
            return null;
        }
        catch (Exception error) when (!isDevice && error is IOException or UnauthorizedAccessException)
        {
            // An empty file that is read-only or locked. It can still be replaced.
            return null;
        }
    }

    private static string Beside(string target) =>
        Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");

    /// <summary>Copies the file that is about to be replaced.</summary>
    /// <returns>The copy, or null if nothing is replaced.</returns>
    private string? BackUp()
    {
        if (_target is null || !File.Exists(_target))
        {
            return null;
        }

        string backup = Beside(_target);
        try
        {
            File.Copy(_target, backup);
            return backup;
        }
        catch (Exception error) when (IsOutputError(error))
        {
            DeleteIfPossible(backup);
            throw Unwritable(_path, error);
        }
    }

    private void Restore(string? backup)
    {
        if (!_committed || _target is null)
        {
            DeleteIfPossible(backup);
        }
        else if (backup is null)
        {
            DeleteIfPossible(_target);
        }
        else
        {
            File.Move(backup, _target, overwrite: true);
        }
    }

    private static void DeleteIfPossible(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception error) when (IsOutputError(error))
        {
            // The disk refuses even this. The error that led here is the one to report.
        }
    }

    private static string Reason(string path, Exception error)
    {
        if (path.Length == 0)
        {
            return "expected a path";
        }

        if (error is ArgumentException)
        {
            return error.Message;
        }

        string full = Path.GetFullPath(path);
        for (string? above = Path.GetDirectoryName(full); above is not null; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return $"{above} is a file, expected a folder";
            }
        }

        return error switch
        {
            DirectoryNotFoundException => $"there is no folder {Path.GetDirectoryName(full)}",
            UnauthorizedAccessException => "access is denied",
            // The runtime appends a path: that of the temporary file, which users don't know.
            IOException when error.Message.LastIndexOf(" : '", StringComparison.Ordinal) is int end and > 0 => error.Message[..end],
            _ => error.Message.ReplaceLineEndings(" "),
        };
    }
}

/// <summary>A file can't be written; the message is one line that begins with its name.</summary>
/// <param name="path">The file, as the caller named it.</param>
/// <param name="reason">Why it can't be written.</param>
/// <param name="cause">The error behind it, if any.</param>
internal sealed class OutputFileException(string path, string reason, Exception? cause = null)
    : IOException($"{(path.Length == 0 ? "''" : path)}: can't be written: {reason}", cause);
