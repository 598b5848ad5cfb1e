using System.Diagnostics.Metrics;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MlNetDigits.Hosting;

/// <summary>
/// A digit recogniser as a service of an application: one instance for all requests and threads, with metrics, and always with
/// the newest model. When the model file changes, a good model replaces the old one in one step, and calls under way finish with
/// the old one. A bad file is logged, and the old model stays in use.
/// </summary>
/// <remarks>
/// Calls of this class are counted and timed. Calls of <see cref="Engine"/> and <see cref="FieldReader"/> are not.
/// </remarks>
public sealed class DigitRecognizer : IDisposable
{
    /// <summary>The name of the meter, for OpenTelemetry's <c>AddMeter</c>.</summary>
    public const string MeterName = "DigitModel";

    private readonly RecognizerMetrics _metrics;
    private readonly LoadedModel? _fixedModel;
    private readonly ModelWatch? _watch;

    /// <summary>Creates a recogniser that always uses the same engine: for tests, or without dependency injection.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="meterFactory">Creates the meter; without it, the recogniser has a meter of its own.</param>
    public DigitRecognizer(PredictionEngine engine, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _fixedModel = new(engine);
        _metrics = new(meterFactory);
    }

    /// <summary>Creates a recogniser from options.</summary>
    /// <param name="options">The model, and how it is reloaded. Later changes of the options have no effect.</param>
    /// <param name="logger">Logs loading and reloading.</param>
    /// <param name="meterFactory">Creates the meter; without it, the recogniser has a meter of its own.</param>
    /// <param name="time">Provides the timers; the system's clock by default.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="ModelFormatException">The model file can't be read or is not a model.</exception>
    public DigitRecognizer(
        IOptions<DigitRecognizerOptions> options,
        ILogger<DigitRecognizer>? logger = null,
        IMeterFactory? meterFactory = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        DigitRecognizerOptions values = options.Value;
        if (values.FindProblems().FirstOrDefault() is string problem)
        {
            throw new ArgumentException(problem);
        }

        ILogger log = logger ?? NullLogger<DigitRecognizer>.Instance;
        _metrics = new(meterFactory);
        if (values.ModelPath is null)
        {
            ModelFile shipped = ModelFile.LoadDefault();
            _fixedModel = LoadedModel.Warm(shipped);
            log.Loaded("the library", shipped.Manifest.Architecture);
            return;
        }

        string path = Path.GetFullPath(values.ModelPath);
        try
        {
            Source = new(path, log, _metrics);
        }
        catch
        {
            _metrics.Dispose();
            throw;
        }

        if (!values.ReloadOnChange)
        {
            return;
        }

        _watch = new(path, values, Source.Check, time ?? TimeProvider.System, log);
        // The file may have changed after it was read and before it was watched.
        _watch.OnActivity();
    }

    /// <summary>
    /// The engine of the newest good model. For calls that belong together, take it once: the next time it may be another one.
    /// </summary>
    public PredictionEngine Engine => Current.Engine;

    /// <summary>The field reader that uses <see cref="Engine"/>.</summary>
    public FieldReader FieldReader => Current.FieldReader;

    /// <summary>
    /// Why the present content of the model file is not in use, in one line, or null when it is; for health checks.
    /// </summary>
    public string? ReloadProblem => Source?.Problem;

    /// <summary>The source of models, or null if the model never changes.</summary>
    internal ModelSource? Source { get; }

    private LoadedModel Current => Source?.Current ?? _fixedModel!;

    /// <summary>Predicts one image.</summary>
    /// <param name="input">Its pixels.</param>
    /// <exception cref="ArgumentException">There are not 784 values from 0 to 255.</exception>
    public ModelOutput Predict(ModelInput input)
    {
        long start = _metrics.Start();
        return Counted(Engine.Predict(input), start);
    }

    /// <summary>Predicts one image.</summary>
    /// <param name="pixels">784 grey values from 0 (background) to 255 (ink), row by row.</param>
    /// <exception cref="ArgumentException">There are not 784 values.</exception>
    public ModelOutput Predict(ReadOnlySpan<byte> pixels)
    {
        long start = _metrics.Start();
        return Counted(Engine.Predict(pixels), start);
    }

    /// <summary>Predicts one image.</summary>
    /// <param name="pixels">784 grey values from 0 (background) to 255 (ink), row by row.</param>
    /// <exception cref="ArgumentException">There are not 784 values from 0 to 255.</exception>
    public ModelOutput Predict(ReadOnlySpan<float> pixels)
    {
        long start = _metrics.Start();
        return Counted(Engine.Predict(pixels), start);
    }

    /// <summary>Predicts the digit that was found in a picture by <see cref="NormalizedDigit.FromPicture"/>.</summary>
    /// <param name="digit">The digit.</param>
    public ModelOutput Predict(NormalizedDigit digit)
    {
        long start = _metrics.Start();
        return Counted(Engine.Predict(digit), start);
    }

    /// <summary>Predicts many images on all processors.</summary>
    /// <param name="inputs">Their pixels.</param>
    /// <returns>An output for each input, in the same order.</returns>
    /// <exception cref="ArgumentException">An image doesn't have 784 values from 0 to 255; the message says which one.</exception>
    public IReadOnlyList<ModelOutput> PredictBatch(IReadOnlyList<ModelInput> inputs)
    {
        long start = _metrics.Start();
        IReadOnlyList<ModelOutput> outputs = Engine.PredictBatch(inputs);
        _metrics.CountBatch(outputs, start);
        return outputs;
    }

    /// <summary>Reads a field of several digits.</summary>
    /// <param name="picture">A picture of any size that shows the field, one line of digits, and little else.</param>
    /// <param name="options">Hints about the field, such as its length.</param>
    /// <exception cref="ArgumentException">An option is invalid, or the options contradict each other.</exception>
    public FieldResult ReadField(GrayPicture picture, FieldOptions? options = null)
    {
        long start = _metrics.Start();
        FieldResult field = FieldReader.Read(picture, options);
        _metrics.CountField(field, start);
        return field;
    }

    /// <summary>Stops watching the file. Predictions still work.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        _metrics.Dispose();
    }

    private ModelOutput Counted(ModelOutput output, long start)
    {
        _metrics.CountImage(output, start);
        return output;
    }
}
