using System.Diagnostics.Metrics;
using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MlNetDigits.Hosting;

/// <summary>
/// Recognises digits as a service of an application: one for all requests and threads, with metrics, and with the newest model.
/// When the model file changes, a good one is taken in one step, while requests that have begun end with the one before; a bad
/// one is told of in the log, and the model stays.
/// </summary>
/// <remarks>
/// Predictions made here are counted; those made by <see cref="Engine"/> and <see cref="FieldReader"/> themselves are not.
/// </remarks>
public sealed class DigitRecognizer : IDisposable
{
    /// <summary>The name of the meter: what <c>AddMeter</c> of OpenTelemetry takes.</summary>
    public const string MeterName = "DigitModel";

    private readonly RecognizerMetrics _metrics;
    private readonly LoadedModel? _fixed;
    private readonly ModelWatch? _watch;

    /// <summary>A recogniser that stays with one engine, for tests and for applications without dependency injection.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="meterFactory">Where the meter comes from; without one, a meter of its own is made.</param>
    public DigitRecognizer(PredictionEngine engine, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _fixed = new(engine);
        _metrics = new(meterFactory);
    }

    /// <summary>A recogniser as the options say.</summary>
    /// <param name="options">The model, and how it is reloaded; later changes have no effect.</param>
    /// <param name="logger">Where loading is told of.</param>
    /// <param name="meterFactory">Where the meter comes from; without one, a meter of its own is made.</param>
    /// <param name="time">Where times come from; the system's clock by default.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="ModelFormatException">The model file can't be read or is no model.</exception>
    public DigitRecognizer(
        DigitRecognizerOptions options,
        ILogger<DigitRecognizer>? logger = null,
        IMeterFactory? meterFactory = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ILogger log = logger ?? NullLogger<DigitRecognizer>.Instance;
        _metrics = new(meterFactory);
        if (options.ModelPath is null)
        {
            ModelFile shipped = ModelFile.LoadDefault();
            _fixed = LoadedModel.Warm(shipped);
            log.Loaded("the library", shipped.Manifest.Architecture);
            return;
        }

        string path = Path.GetFullPath(options.ModelPath);
        try
        {
            Source = new(path, log, _metrics);
        }
        catch
        {
            _metrics.Dispose();
            throw;
        }

        if (!options.ReloadOnChange)
        {
            return;
        }

        _watch = new(path, options, Source.Check, time ?? TimeProvider.System, log);
        // What changed between reading the file and watching it.
        _watch.Stirred();
    }

    /// <summary>
    /// The engine of the newest good model. Take it once for calls that belong together: the next time it may be another.
    /// </summary>
    public PredictionEngine Engine => Current.Engine;

    /// <summary>The reader of fields that works with <see cref="Engine"/>.</summary>
    public FieldReader FieldReader => Current.FieldReader;

    /// <summary>
    /// Why what is in the model file now is not in use, on one line, or null when it is: for health checks.
    /// </summary>
    public string? ReloadProblem => Source?.Problem;

    /// <summary>What exchanges models, or null for a recogniser whose model stays.</summary>
    internal ModelSource? Source { get; }

    private LoadedModel Current => Source?.Current ?? _fixed!;

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
    /// <exception cref="ArgumentException">An image has not 784 values from 0 to 255; the message says which.</exception>
    public IReadOnlyList<ModelOutput> PredictBatch(IReadOnlyList<ModelInput> inputs)
    {
        long start = _metrics.Start();
        IReadOnlyList<ModelOutput> outputs = Engine.PredictBatch(inputs);
        _metrics.Predicted(outputs, start);
        return outputs;
    }

    /// <summary>Reads a field of several digits.</summary>
    /// <param name="picture">A picture of the field and hardly anything else: one line of digits, of any size.</param>
    /// <param name="options">What is known about the field.</param>
    /// <exception cref="ArgumentException">The options contradict themselves or each other.</exception>
    public FieldResult ReadField(GrayPicture picture, FieldOptions? options = null)
    {
        long start = _metrics.Start();
        FieldResult field = FieldReader.Read(picture, options);
        _metrics.Read(field, start);
        return field;
    }

    /// <summary>Stops looking at the file. Predictions still work.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        _metrics.Dispose();
    }

    private ModelOutput Counted(ModelOutput output, long start)
    {
        _metrics.Predicted(output, start);
        return output;
    }
}
