using Microsoft.Extensions.Logging;

namespace MlNetDigits.Hosting;

/// <summary>
/// Says when a file has changed and stayed so for a while. The operating system's word counts whatever the file looks like; where
/// it gives none, the file's stamp does, looked at now and then.
/// </summary>
internal sealed class ModelWatch : IDisposable
{
    private readonly string _path;
    private readonly DigitRecognizerOptions _options;
    private readonly Action _changed;
    private readonly ITimer _settle;
    private readonly ITimer? _poll;
    private readonly FileSystemWatcher? _system;
    private FileStamp? _stamp;

    /// <param name="path">The file, in full.</param>
    /// <param name="options">How often and how long.</param>
    /// <param name="changed">Called on another thread when the file has changed.</param>
    /// <param name="time">Where times come from.</param>
    /// <param name="logger">Where it is told that only looking is left.</param>
    public ModelWatch(string path, DigitRecognizerOptions options, Action changed, TimeProvider time, ILogger logger)
    {
        _path = path;
        _options = options;
        _changed = changed;
        _stamp = FileStamp.Of(path);
        _settle = time.CreateTimer(_ => Settled(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (options.PollInterval > TimeSpan.Zero)
        {
            _poll = time.CreateTimer(_ => Look(), null, options.PollInterval, options.PollInterval);
        }

        try
        {
            _system = new(Path.GetDirectoryName(path)!, Path.GetFileName(path));
            _system.Changed += (_, _) => Stirred();
            _system.Created += (_, _) => Stirred();
            _system.Deleted += (_, _) => Stirred();
            _system.Renamed += (_, _) => Stirred();
            // Too many events at once: one of them may have been ours.
            _system.Error += (_, _) => Stirred();
            _system.EnableRaisingEvents = true;
        }
        catch (IOException e)
        {
            // Linux lends only so many watches to a user.
            logger.PollingOnly(path, e.Message, options.PollInterval);
        }
    }

    /// <summary>Something happens to the file; when nothing more does for a while, it has changed.</summary>
    public void Stirred() => _settle.Change(_options.SettleTime, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _system?.Dispose();
        _poll?.Dispose();
        _settle.Dispose();
    }

    private void Look()
    {
        FileStamp? stamp = FileStamp.Of(_path);
        if (Interlocked.Exchange(ref _stamp, stamp) != stamp)
        {
            Stirred();
        }
    }

    private void Settled()
    {
        // Taken before the file is read: what changes from here on is seen as another change.
        Volatile.Write(ref _stamp, FileStamp.Of(_path));
        _changed();
    }
}
