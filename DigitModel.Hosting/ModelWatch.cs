using Microsoft.Extensions.Logging;

namespace MlNetDigits.Hosting;

/// <summary>
/// Reports when a file has changed and has then been unchanged for a while. Changes are seen by the operating system's
/// notifications and, where there are none, by polling the file's stamp.
/// </summary>
internal sealed class ModelWatch : IDisposable
{
    private readonly string _path;
    private readonly DigitRecognizerOptions _options;
    private readonly Action _changed;
    private readonly ITimer _settle;
    private readonly ITimer? _poll;
    private readonly FileSystemWatcher? _watcher;
    private FileStamp? _stamp;

    /// <param name="path">The file's full path.</param>
    /// <param name="options">The intervals.</param>
    /// <param name="changed">Called on another thread when the file has changed.</param>
    /// <param name="time">Provides the timers.</param>
    /// <param name="logger">Is told if only polling is possible.</param>
    public ModelWatch(string path, DigitRecognizerOptions options, Action changed, TimeProvider time, ILogger logger)
    {
        _path = path;
        _options = options;
        _changed = changed;
        _stamp = FileStamp.Of(path);
        _settle = time.CreateTimer(_ => OnSettled(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (options.PollInterval > TimeSpan.Zero)
        {
            _poll = time.CreateTimer(_ => Poll(), null, options.PollInterval, options.PollInterval);
        }

        try
        {
            _watcher = new(Path.GetDirectoryName(path)!, Path.GetFileName(path));
            _watcher.Changed += (_, _) => OnActivity();
            _watcher.Created += (_, _) => OnActivity();
            _watcher.Deleted += (_, _) => OnActivity();
            _watcher.Renamed += (_, _) => OnActivity();
            // Notifications were lost, perhaps one about this file.
            _watcher.Error += (_, _) => OnActivity();
            _watcher.EnableRaisingEvents = true;
        }
        catch (IOException e)
        {
            // Linux limits the number of watches of a user.
            logger.PollingOnly(path, e.Message, options.PollInterval);
        }
    }

    /// <summary>Something happened to the file. Once nothing more has happened for a while, it counts as changed.</summary>
    public void OnActivity() => _settle.Change(_options.SettleTime, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _watcher?.Dispose();
        _poll?.Dispose();
        _settle.Dispose();
    }

    private void Poll()
    {
        FileStamp? stamp = FileStamp.Of(_path);
        if (Interlocked.Exchange(ref _stamp, stamp) != stamp)
        {
            OnActivity();
        }
    }

    private void OnSettled()
    {
        // Taken before the file is read, so that any change from here on counts as another one.
        Volatile.Write(ref _stamp, FileStamp.Of(_path));
        _changed();
    }

    /// <summary>What differs, and is cheap to read, once a file was written or replaced.</summary>
    /// <param name="Target">The file's path with all links resolved.</param>
    /// <param name="Length">Its length in bytes.</param>
    /// <param name="Written">The time of the last write.</param>
    private sealed record FileStamp(string Target, long Length, DateTime Written)
    {
        /// <summary>The stamp now, or null if there is no file or it can't be accessed.</summary>
        public static FileStamp? Of(string path)
        {
            try
            {
                FileInfo file = new(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
                return file.Exists ? new(file.FullName, file.Length, file.LastWriteTimeUtc) : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
