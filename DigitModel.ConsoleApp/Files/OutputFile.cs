namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// A file of results that appears only when it is complete: written beside its place under another name, then renamed.
/// Whatever goes wrong before that leaves nothing behind, and leaves an earlier file of the name as it was.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string? _temporary;
    private bool _committed;

    /// <summary>Opens the file beside its place, which shows that the place can be written to.</summary>
    /// <param name="path">Where the file is to be.</param>
    /// <exception cref="CommandException">It can't be written there.</exception>
    public OutputFile(string path)
    {
        _path = path;
        try
        {
            string full = Path.GetFullPath(path);
            if (Directory.Exists(full))
            {
                throw new CommandException($"{path}: expected the name of a file to write but found a folder");
            }

            if (IsDevice(full))
            {
                // There is nothing to rename: a device such as /dev/null must stay one.
                Stream = new FileStream(full, FileMode.Open, FileAccess.Write);
                return;
            }

            // A link stays a link: the file that it leads to is the one replaced.
            if (new FileInfo(full).LinkTarget is not null)
            {
                full = File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
            }

            _path = full;
            _temporary = Path.Combine(
                Path.GetDirectoryName(full) ?? full, $".{Path.GetFileName(full)}.{Environment.ProcessId}.tmp");
            Stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write);
        }
        catch (Exception error) when (IsOutputError(error))
        {
            throw Unwritable(path, error);
        }
    }

    private OutputFile(string name, Stream stream)
    {
        _path = name;
        Stream = stream;
    }

    /// <summary>What the file's content is written to, within <see cref="Write"/>.</summary>
    public Stream Stream { get; }

    /// <summary>Standard output, to which things go as they are written.</summary>
    public static OutputFile StandardOutput() => new("standard output", StandardOutputStream.Open());

    /// <summary>Writes to the file.</summary>
    /// <param name="write">Gets the stream to write to.</param>
    /// <exception cref="CommandException">It can't be written.</exception>
    /// <exception cref="OutputClosedException">Nobody reads standard output any more.</exception>
    public void Write(Action<Stream> write)
    {
        try
        {
            write(Stream);
        }
        catch (IOException error) when (StandardOutputStream.IsClosed(error))
        {
            throw new OutputClosedException(error);
        }
        catch (IOException error)
        {
            throw Unwritable(_path, error);
        }
    }

    /// <summary>
    /// Brings all that was written to the disk, where some file systems find out only now that there is no room. Of files that
    /// belong together, each is completed before any is committed.
    /// </summary>
    /// <exception cref="CommandException">It does not fit.</exception>
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

    /// <summary>Completes the file if that wasn't done, and puts it in its place.</summary>
    /// <exception cref="CommandException">It can't be put there.</exception>
    public void Commit()
    {
        Complete();
        try
        {
            if (_temporary is not null)
            {
                File.Move(_temporary, _path, overwrite: true);
            }

            _committed = true;
        }
        catch (Exception error) when (IsOutputError(error))
        {
            throw Unwritable(_path, error);
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
            // The last bytes did not fit on the disk, and they are thrown away anyway.
        }

        try
        {
            if (_temporary is not null)
            {
                File.Delete(_temporary);
            }
        }
        catch (Exception error) when (IsOutputError(error))
        {
            // The disk takes nothing more, not even this; what went wrong first is what is told.
        }
    }

    /// <summary>An error that tells that something can't be written.</summary>
    public static bool IsOutputError(Exception error) =>
        error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    public static CommandException Unwritable(string path, Exception error) =>
        new($"{(path.Length == 0 ? "''" : path)}: can't be written: {Reason(path, error)}", error);

    /// <summary>Why, without names that only this class knows.</summary>
    private static string Reason(string path, Exception error)
    {
        if (path.Length == 0)
        {
            return "expected a path";
        }

        for (string? above = Path.GetDirectoryName(Path.GetFullPath(path)); above is not null; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return $"{above} is a file, expected a folder";
            }
        }

        return error switch
        {
            DirectoryNotFoundException => $"there is no folder {Path.GetDirectoryName(Path.GetFullPath(path))}",
            UnauthorizedAccessException => "access is denied",
            // The run-time puts the name behind: of the file beside, or of the folder's lock.
            IOException when error.Message.LastIndexOf(" : '", StringComparison.Ordinal) is int end and > 0 => error.Message[..end],
            _ => error.Message,
        };
    }

    private static bool IsDevice(string full) =>
        !OperatingSystem.IsWindows() && full.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(full);
}
