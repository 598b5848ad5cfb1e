using System.Diagnostics;
using System.Diagnostics.Metrics;
using DigitEngine.Data;
using DigitEngine.Prediction;
using DigitPictures.Fields;

namespace MlNetDigits.Hosting;

/// <summary>What is counted, under names in OpenTelemetry's manner. Costs nothing while nobody listens.</summary>
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

    private readonly Meter? _own;
    private readonly Counter<long> _predictions;
    private readonly Counter<long> _fields;
    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _duration;

    /// <param name="factory">The application's, or null where it has none.</param>
    public RecognizerMetrics(IMeterFactory? factory)
    {
        // A factory keeps and disposes of its meters itself.
        Meter meter = factory?.Create(new MeterOptions(DigitRecognizer.MeterName)) ?? (_own = new(DigitRecognizer.MeterName));
        _predictions = meter.CreateCounter<long>("digitmodel.predictions", "{prediction}", "Images predicted.");
        _fields = meter.CreateCounter<long>("digitmodel.fields", "{field}", "Fields of several digits read.");
        _reloads = meter.CreateCounter<long>("digitmodel.model.reloads", "{reload}", "Changes of the model file, taken or refused.");
        _duration = meter.CreateHistogram(
            "digitmodel.prediction.duration", "s", "How long predictions took, by call.", tags: null, DurationAdvice);
    }

    /// <summary>What is to be handed to the methods below, or 0 while nobody listens.</summary>
    public long Start() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void Predicted(ModelOutput output, long start)
    {
        Count(output);
        Took(start, "image");
    }

    public void Predicted(IReadOnlyList<ModelOutput> outputs, long start)
    {
        if (_predictions.Enabled)
        {
            foreach (ModelOutput output in outputs)
            {
                Count(output);
            }
        }

        Took(start, "batch");
    }

    public void Read(FieldResult field, long start)
    {
        _fields.Add(1, KeyValuePair.Create<string, object?>(AcceptedTag, field.Accepted ? True : False));
        Took(start, "field");
    }

    public void Reloaded(bool taken) =>
        _reloads.Add(1, KeyValuePair.Create<string, object?>(OutcomeTag, taken ? "success" : "failure"));

    public void Dispose() => _own?.Dispose();

    private void Count(ModelOutput output) => _predictions.Add(
        1,
        KeyValuePair.Create<string, object?>(LabelTag, Labels[output.PredictedLabel]),
        KeyValuePair.Create<string, object?>(IsDigitTag, output.IsDigit ? True : False));

    private void Took(long start, string operation)
    {
        if (start != 0)
        {
            _duration.Record(
                Stopwatch.GetElapsedTime(start).TotalSeconds, KeyValuePair.Create<string, object?>(OperationTag, operation));
        }
    }
}
