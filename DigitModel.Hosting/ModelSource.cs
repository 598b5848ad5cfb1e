using System.Security.Cryptography;
using DigitEngine.Persistence;
using Microsoft.Extensions.Logging;

namespace MlNetDigits.Hosting;

/// <summary>The model in use. It is exchanged in one step; whoever works with the one before ends with that.</summary>
internal sealed class ModelSource
{
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly RecognizerMetrics _metrics;
    private readonly Lock _checking = new();
    private byte[] _seen;
    private volatile LoadedModel _current;
    private volatile string? _problem;

    /// <exception cref="ModelFormatException">The file can't be read or is no model.</exception>
    public ModelSource(string path, ILogger logger, RecognizerMetrics metrics)
    {
        _path = path;
        _logger = logger;
        _metrics = metrics;
        ModelFile file;
        try
        {
            using FileStream stream = Open();
            _seen = SHA256.HashData(stream);
            stream.Position = 0;
            file = ModelFile.Load(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(path, e.Message.ReplaceLineEndings(" "), e);
        }

        _current = LoadedModel.Warm(file);
        logger.Loaded(path, file.Manifest.Architecture);
    }

    public LoadedModel Current => _current;

    /// <summary>Why what is in the file now is not used, or null when it is.</summary>
    public string? Problem => _problem;

    /// <summary>Takes what is in the file, if that is new and a model.</summary>
    public void Check()
    {
        lock (_checking)
        {
            try
            {
                using FileStream stream = Open();
                byte[] hash = SHA256.HashData(stream);
                if (hash.AsSpan().SequenceEqual(_seen))
                {
                    return;
                }
                // What is no model is refused once, not each time that somebody touches the file.
                _seen = hash;
                stream.Position = 0;
                Take(ModelFile.Load(stream, _path));
            }
            catch (ModelFormatException e)
            {
                Refuse(e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _seen = [];
                Refuse($"{_path}: {e.Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    // Shared, so that nobody is kept from writing or replacing it.
    private FileStream Open() => new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private void Take(ModelFile file)
    {
        _current = LoadedModel.Warm(file);
        _problem = null;
        _metrics.Reloaded(taken: true);
        _logger.Reloaded(_path, file.Manifest.Architecture);
    }

    private void Refuse(string problem)
    {
        if (problem == _problem)
        {
            return;
        }

        _problem = problem;
        _metrics.Reloaded(taken: false);
        _logger.Kept(problem);
    }
}
