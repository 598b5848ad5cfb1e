using System.Globalization;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>
/// The folder that a training run writes its results to. Taken before the run, so that an output which can't be written is
/// found out at once and two runs never take the same folder.
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

    /// <summary>Where runs go, from the current folder, unless told otherwise.</summary>
    private const string Runs = "runs";

    /// <summary>Held open, and locked, for as long as the run takes.</summary>
    private const string Claim = ".training";

    private readonly FileStream _claim;
    private readonly IReadOnlyList<string> _created;

    private RunFolder(string path, FileStream claim, IReadOnlyList<string> created)
    {
        Path = path;
        _claim = claim;
        _created = created;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>The folder, as the user would name it.</summary>
    public string Path { get; }

    /// <summary>Takes the folder that the user named, new or not.</summary>
    /// <exception cref="CommandException">It can't be written to.</exception>
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
        catch (Exception error) when (OutputFile.IsOutputError(error))
        {
            throw OutputFile.Unwritable(path, error);
        }
    }

    /// <summary>Takes the first of <c>runs/name-1</c>, <c>runs/name-2</c>, … that nobody has.</summary>
    /// <exception cref="CommandException">It can't be written to.</exception>
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
                if (TryLock(path) is FileStream claim)
                {
                    // Another run may have come and gone since we looked; then its results are here.
                    if (Directory.EnumerateFileSystemEntries(path).Take(2).Count() == 1)
                    {
                        return new RunFolder(path, claim, created);
                    }

                    claim.Dispose();
                }
            }
            catch (Exception error) when (OutputFile.IsOutputError(error))
            {
                throw OutputFile.Unwritable(path, error);
            }
        }
    }

    /// <summary>The path of one of the results.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Ends the claim. Folders made for the run go again if the run left nothing in them.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _claim.Dispose();
        Remove(_created);
    }

    /// <summary>The process ends at once, in the midst of a run.</summary>
    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private void CheckPlaces()
    {
        foreach (string name in (string[])[Model, Metrics, History, Confusions, Predictions, Record, Report])
        {
            if (Directory.Exists(PathOf(name)))
            {
                throw new CommandException($"{PathOf(name)}: expected to write a file there but found a folder");
            }
        }

        // The other names are those of a run; this one may well be of something else.
        PageFile.RefuseOthers(PathOf(Report));
    }

    /// <summary>Makes the folder, and tells which folders that took, the innermost first.</summary>
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
            // This one holds something, so it and those around it stay.
        }
    }

    private static FileStream Lock(string path) => new(
        System.IO.Path.Combine(path, Claim),
        FileMode.OpenOrCreate,
        FileAccess.Write,
        FileShare.None,
        bufferSize: 1,
        FileOptions.DeleteOnClose);

    /// <summary>The lock, or null if another run has it.</summary>
    private static FileStream? TryLock(string path)
    {
        try
        {
            return Lock(path);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, Claim)))
        {
            return null;
        }
    }
}
