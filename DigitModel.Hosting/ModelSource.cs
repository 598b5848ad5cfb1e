using System.Security.Cryptography;
using DigitEngine.Data;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures.Fields;
using Microsoft.Extensions.Logging;

namespace MlNetDigits.Hosting;

/// <summary>The model in use. It is replaced in one step; calls under way finish with the model that they began with.</summary>
internal sealed class ModelSource
{
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly RecognizerMetrics _metrics;
    private readonly Lock _checking = new();
    private byte[] _hash;
    private volatile LoadedModel _current;
    private volatile string? _problem;

    /// <exception cref="ModelFormatException">The file can't be read or is not a model.</exception>
    public ModelSource(string path, ILogger logger, RecognizerMetrics metrics)
    {
        _path = path;
        _logger = logger;
        _metrics = metrics;
        ModelFile file;
        try
        {
            using FileStream stream = Open();
            _hash = SHA256.HashData(stream);
            stream.Position = 0;
            file = ModelFile.Load(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string problem = e is FileNotFoundException or DirectoryNotFoundException
                ? "there is no such file"
                : e.Message.ReplaceLineEndings(" ");
            throw new ModelFormatException(path, problem, e);
        }

        _current = LoadedModel.Warm(file);
        logger.Loaded(path, file.Manifest.Architecture);
    }

    public LoadedModel Current => _current;

    /// <summary>Why the present content of the file is not in use, or null when it is.</summary>
    public string? Problem => _problem;

    /// <summary>Loads the file if its content is new.</summary>
    public void Check()
    {
        lock (_checking)
        {
            try
            {
                using FileStream stream = Open();
                byte[] hash = SHA256.HashData(stream);
                if (hash.AsSpan().SequenceEqual(_hash))
                {
                    return;
                }

                // A bad file is rejected once, not each time the file is touched.
                _hash = hash;
                stream.Position = 0;
                Accept(ModelFile.Load(stream, _path));
            }
            catch (ModelFormatException e)
            {
                Reject(e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _hash = [];
                Reject($"{_path}: {e.Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    // Shared, so that others may write, replace or delete the file meanwhile.
    private FileStream Open() => new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private void Accept(ModelFile file)
    {
        _current = LoadedModel.Warm(file);
        _problem = null;
        _metrics.CountReload(succeeded: true);
        _logger.Reloaded(_path, file.Manifest.Architecture);
    }

    private void Reject(string problem)
    {
        if (problem == _problem)
        {
            return;
        }

        _problem = problem;
        _metrics.CountReload(succeeded: false);
        _logger.ReloadFailed(problem);
    }
}

/// <summary>A model ready for use. Engine and field reader are replaced together.</summary>
internal sealed class LoadedModel(PredictionEngine engine)
{
    public PredictionEngine Engine { get; } = engine;

    public FieldReader FieldReader { get; } = new(engine);

    /// <summary>
    /// A model that has predicted once, so that the first request does not wait for compilation and workspaces.
    /// </summary>
    public static LoadedModel Warm(ModelFile file)
    {
        PredictionEngine engine = new(file);
        engine.Predict(new byte[DigitImage.PixelCount]);
        return new(engine);
    }
}
