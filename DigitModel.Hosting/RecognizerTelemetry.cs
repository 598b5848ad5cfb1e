using System.Diagnostics;
using System.Diagnostics.Metrics;
using DigitEngine.Data;
using DigitEngine.Prediction;
using DigitPictures.Fields;
using Microsoft.Extensions.Logging;

namespace MlNetDigits.Hosting;

/// <summary>
/// The instruments, named by OpenTelemetry's conventions. While nobody listens they cost nothing. Names, units and tags are a
/// contract with dashboards: they may be added to, but not changed.
/// </summary>
internal sealed class RecognizerMetrics : IDisposable
{
    private const string LabelTag = "digitmodel.label";
    private const string IsDigitTag = "digitmodel.is_digit";
    private const string AcceptedTag = "digitmodel.accepted";
    private const string OperationTag = "digitmodel.operation";
    private const string OutcomeTag = "digitmodel.outcome";

    // Boxed once instead of for every prediction.
    private static readonly object[] Labels = [.. Enumerable.Range(0, DigitImage.ClassCount).Select(digit => (object)digit)];
    private static readonly object False = false;
    private static readonly object True = true;

    /// <summary>Bounds in seconds: one image takes tens of microseconds, a large batch or a long field up to seconds.</summary>
    private static readonly InstrumentAdvice<double> DurationAdvice = new()
    {
        HistogramBucketBoundaries =
            [0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    private readonly Meter? _ownMeter;
    private readonly Counter<long> _predictions;
    private readonly Counter<long> _fields;
    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _duration;

    /// <param name="factory">The application's factory, or null if it has none.</param>
    public RecognizerMetrics(IMeterFactory? factory)
    {
        MeterOptions options = new(DigitRecognizer.MeterName)
        {
            Version = typeof(RecognizerMetrics).Assembly.GetName().Version?.ToString(3),
        };
        // A factory disposes of its meters itself.
        Meter meter = factory?.Create(options) ?? (_ownMeter = new(options));
        _predictions = meter.CreateCounter<long>("digitmodel.predictions", "{prediction}", "Images predicted.");
        _fields = meter.CreateCounter<long>("digitmodel.fields", "{field}", "Fields of several digits read.");
        _reloads = meter.CreateCounter<long>("digitmodel.model.reloads", "{reload}", "Changes of the model file, accepted or rejected.");
        _duration = meter.CreateHistogram(
            "digitmodel.prediction.duration", "s", "Duration of predictions, by kind of call.", tags: null, DurationAdvice);
    }

    /// <summary>The time to pass to the methods below; 0 while nobody listens.</summary>
    public long Start() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void CountImage(ModelOutput output, long start)
    {
        Count(output);
        RecordDuration(start, "image");
    }

    public void CountBatch(IReadOnlyList<ModelOutput> outputs, long start)
    {
        if (_predictions.Enabled)
        {
            foreach (ModelOutput output in outputs)
            {
                Count(output);
            }
        }

        RecordDuration(start, "batch");
    }

    public void CountField(FieldResult field, long start)
    {
        _fields.Add(1, KeyValuePair.Create<string, object?>(AcceptedTag, field.Accepted ? True : False));
        RecordDuration(start, "field");
    }

    public void CountReload(bool succeeded) =>
        _reloads.Add(1, KeyValuePair.Create<string, object?>(OutcomeTag, succeeded ? "success" : "failure"));

    public void Dispose() => _ownMeter?.Dispose();

    private void Count(ModelOutput output) => _predictions.Add(
        1,
        KeyValuePair.Create<string, object?>(LabelTag, Labels[output.PredictedLabel]),
        KeyValuePair.Create<string, object?>(IsDigitTag, output.IsDigit ? True : False));

    private void RecordDuration(long start, string operation)
    {
        if (start != 0)
        {
            _duration.Record(
                Stopwatch.GetElapsedTime(start).TotalSeconds, KeyValuePair.Create<string, object?>(OperationTag, operation));
        }
    }
}

/// <summary>The log messages.</summary>
internal static partial class RecognizerLog
{
    [LoggerMessage(1, LogLevel.Information, "Model loaded from {Source}: {Architecture}")]
    public static partial void Loaded(this ILogger logger, string source, string architecture);

    [LoggerMessage(2, LogLevel.Information, "Model reloaded from {Path}: {Architecture}")]
    public static partial void Reloaded(this ILogger logger, string path, string architecture);

    [LoggerMessage(3, LogLevel.Warning, "The new model can't be used, so the one before stays in use: {Problem}")]
    public static partial void ReloadFailed(this ILogger logger, string problem);

    [LoggerMessage(4, LogLevel.Information, "The operating system can't watch {Path} ({Reason}), so it is polled every {Interval}")]
    public static partial void PollingOnly(this ILogger logger, string path, string reason, TimeSpan interval);
}
