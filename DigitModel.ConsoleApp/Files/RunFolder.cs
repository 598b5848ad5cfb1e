using System.Globalization;
using DigitEngine.Persistence;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// The folder for a training run's results. It is taken before the run starts, so that a folder that can't be written is reported
/// at once, and two runs never use the same folder.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    public const string Model = "DigitModel.zip";
    public const string Metrics = "metrics.json";
    public const string History = "history.csv";
    public const string Confusions = "confusion-matrix.csv";
    public const string Predictions = "predictions.csv";
    public const string Record = "run.json";
    public const string Report = "report.html";

    /// <summary>The folder for runs, in the current folder, unless another one is named.</summary>
    private const string Runs = "runs";

    /// <summary>A file that is locked during the run.</summary>
    private const string LockName = ".training";

    private readonly FileStream _lock;
    private readonly IReadOnlyList<string> _created;

    private RunFolder(string path, FileStream fileLock, IReadOnlyList<string> created)
    {
        Path = path;
        _lock = fileLock;
        _created = created;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>The folder, as the user named it.</summary>
    public string Path { get; }

    /// <summary>The folder of a run, of which a file in it may have been named.</summary>
    public static string PathOfRun(string path) =>
        File.Exists(path) ? System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : "." : path;

    /// <summary>The path of a result such as <see cref="Model"/>, of which the folder of a run may have been named.</summary>
    public static string PathOfResult(string path, string name) => Directory.Exists(path) ? System.IO.Path.Combine(path, name) : path;

    /// <summary>Takes a folder for a new run; it is created if necessary.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="force">Whether files in it may be replaced.</param>
    /// <exception cref="CommandException">
    /// The folder is not empty and <paramref name="force"/> is not given, there is a folder where a result goes, or a file that is
    /// not a report where the report goes.
    /// </exception>
    /// <exception cref="OutputFileException">The folder can't be written.</exception>
    public static RunFolder TakeNew(string path, bool force)
    {
        if (!force && Directory.Exists(path))
        {
            RequireEmpty(path);
        }

        return Take(path);
    }

    /// <summary>Takes the folder of a run that is resumed, or one whose files may be replaced.</summary>
    /// <inheritdoc cref="TakeNew" path="/exception"/>
    public static RunFolder Take(string path)
    {
        try
        {
            IReadOnlyList<string> created = Create(path);
            try
            {
                RunFolder folder = new(path, Lock(path), created);
                try
                {
                    folder.CheckPlaces();
                    return folder;
                }
                catch
                {
                    folder.Dispose();
                    throw;
                }
            }
            catch (Exception error) when (OutputFile.IsOutputError(error))
            {
                Remove(created);
                throw;
            }
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new OutputFileException(path, "it is a file, expected a folder", error);
        }
        catch (Exception error) when (OutputFile.IsOutputError(error))
        {
            throw OutputFile.Unwritable(path, error);
        }
    }

    /// <summary>Takes the first of <c>runs/name-1</c>, <c>runs/name-2</c>, … that is free.</summary>
    /// <exception cref="OutputFileException">The folder can't be written.</exception>
    public static RunFolder TakeNext(string name)
    {
        for (int number = 1; ; number++)
        {
            string path = System.IO.Path.Combine(Runs, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"));
            if (Directory.Exists(path))
            {
                continue;
            }

            try
            {
                IReadOnlyList<string> created = Create(path);
                if (TryLock(path) is FileStream fileLock)
                {
                    // Another run may have started and ended since the check above. Then its results are here.
                    if (Directory.EnumerateFileSystemEntries(path).Take(2).Count() == 1)
                    {
                        return new RunFolder(path, fileLock, created);
                    }

                    fileLock.Dispose();
                }
            }
            catch (Exception error) when (OutputFile.IsOutputError(error))
            {
                throw OutputFile.Unwritable(path, error);
            }
        }
    }

    /// <summary>The run beside this one that was finished last, or null if there is none.</summary>
    public string? FindEarlierRun()
    {
        string full = System.IO.Path.GetFullPath(System.IO.Path.TrimEndingDirectorySeparator(Path));
        try
        {
            return System.IO.Path.GetDirectoryName(full) is string parent
                ? Directory.EnumerateDirectories(parent)
                    .Where(other => other != full && File.Exists(System.IO.Path.Combine(other, Record)))
                    .OrderByDescending(other => File.GetLastWriteTimeUtc(System.IO.Path.Combine(other, Record)))
                    .Select(CommandHint.Shorten)
                    .FirstOrDefault()
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is only a suggestion.
            return null;
        }
    }

    /// <summary>The path of one of the results.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Releases the folder. Folders created for the run are deleted if they are empty.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _lock.Dispose();
        Remove(_created);
    }

    /// <summary>Cleans up when the process ends in the middle of a run.</summary>
    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private static void RequireEmpty(string path)
    {
        string[] names;
        try
        {
            names = [.. Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry)!)];
        }
        catch (Exception error) when (OutputFile.IsOutputError(error))
        {
            throw OutputFile.Unwritable(path, error);
        }

        if (names.Contains(RunArguments.Name))
        {
            throw new CommandException(
                $"{path}: contains an interrupted run: go on with --resume {CommandHint.Quote(path)}, or add --force to start again");
        }

        // The lock is that of another run, which the attempt to take it will report.
        if (names.Any(name => name != LockName))
        {
            throw new CommandException(
                $"{path}: {(names.Contains(Record) ? "contains a run" : "is not empty")}: name another folder, or add --force to replace what is in it");
        }
    }

    private void CheckPlaces()
    {
        foreach (string name in (string[])[Model, Metrics, History, Confusions, Predictions, Record, Report])
        {
            if (Directory.Exists(PathOf(name)))
            {
                throw new CommandException($"{PathOf(name)}: expected to write a file there but found a folder");
            }
        }

        // The other names belong to runs, but a file of this name may be something else.
        PageFile.RefuseOthers(PathOf(Report));
    }

    /// <summary>Creates the folder.</summary>
    /// <returns>All folders that had to be created, the innermost first.</returns>
    private static List<string> Create(string path)
    {
        List<string> missing = [];
        for (string? folder = System.IO.Path.GetFullPath(path);
            folder is not null && !Directory.Exists(folder);
            folder = System.IO.Path.GetDirectoryName(folder))
        {
            missing.Add(folder);
        }

        Directory.CreateDirectory(path);
        return missing;
    }

    private static void Remove(IReadOnlyList<string> folders)
    {
        try
        {
            foreach (string folder in folders)
            {
                Directory.Delete(folder, recursive: false);
            }
        }
        catch (IOException)
        {
            // This folder is not empty, so it and those around it stay.
        }
    }

    private static FileStream Lock(string path) => new(
        System.IO.Path.Combine(path, LockName),
        FileMode.OpenOrCreate,
        FileAccess.Write,
        FileShare.None,
        bufferSize: 1,
        FileOptions.DeleteOnClose);

    /// <summary>The lock, or null if another run holds it.</summary>
    private static FileStream? TryLock(string path)
    {
        try
        {
            return Lock(path);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, LockName)))
        {
            return null;
        }
    }
}
