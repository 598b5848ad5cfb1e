using System.Diagnostics.Metrics;
using System.Globalization;
using DigitEngine.Prediction;
using DigitPictures;
using Microsoft.Extensions.DependencyInjection;
using MlNetDigits.Hosting;
using MlNetDigits.Tests.Training;

namespace MlNetDigits.Tests.Hosting;

public sealed class RecognizerMetricsTests : IDisposable
{
    private readonly TwoModels _models = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _measured = [];
    private readonly List<double> _durations = [];

    public RecognizerMetricsTests()
    {
        IMeterFactory factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other tests measure at the same time.
            if (instrument.Meter.Name == "DigitModel" && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _measured.Add($"{instrument.Name} {value} {instrument.Unit} {Text(tags)}"));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            _durations.Add(value);
            _measured.Add($"{instrument.Name} {instrument.Unit} {Text(tags)}");
        });
        _listener.Start();
    }

    [Fact]
    public void Predictions_AreCounted_ByLabelAndByWhetherTheyAreDigits()
    {
        using DigitRecognizer recognizer = new(PredictionEngine.Default, _services.GetRequiredService<IMeterFactory>());
        byte[] digit = TrainingData.Take(0, 1).Image(0).ToArray();
        int label = PredictionEngine.Default.Predict(digit).PredictedLabel;

        recognizer.Predict(digit);
        recognizer.PredictBatch([Input(digit), Input(new byte[784])]);
        recognizer.ReadField(new GrayPicture(28, 28, new byte[784]));

        int blank = PredictionEngine.Default.Predict(new byte[784]).PredictedLabel;
        Assert.Equal(
        [
            $"digitmodel.predictions 1 {{prediction}} digitmodel.label={label} digitmodel.is_digit=True",
            "digitmodel.prediction.duration s digitmodel.operation=image",
            $"digitmodel.predictions 1 {{prediction}} digitmodel.label={label} digitmodel.is_digit=True",
            $"digitmodel.predictions 1 {{prediction}} digitmodel.label={blank} digitmodel.is_digit=False",
            "digitmodel.prediction.duration s digitmodel.operation=batch",
            "digitmodel.fields 1 {field} digitmodel.accepted=False",
            "digitmodel.prediction.duration s digitmodel.operation=field",
        ], _measured);
        Assert.All(_durations, duration => Assert.InRange(duration, 1e-7, 60));
    }

    [Fact]
    public void Reloads_AreCounted_ByOutcome()
    {
        using RecognizerMetrics metrics = new(_services.GetRequiredService<IMeterFactory>());
        ModelSource source = new(_models.Path, new LogLines(), metrics);

        _models.Replace(TwoModels.Second);
        source.Check();
        source.Check();
        _models.Replace("no zip"u8);
        source.Check();
        source.Check();

        Assert.Equal(
        [
            "digitmodel.model.reloads 1 {reload} digitmodel.outcome=success",
            "digitmodel.model.reloads 1 {reload} digitmodel.outcome=failure",
        ], _measured);
    }

    [Fact]
    public void Predictions_AllocateNothingMore_WhileNobodyListens()
    {
        using DigitRecognizer recognizer = new(new PredictionEngine(Persistence.SampleNetworks.File()));
        long least = long.MaxValue;
        for (int i = 0; i < 100; i++)
        {
            long start = GC.GetAllocatedBytesForCurrentThread();
            recognizer.Predict(TwoModels.Pixels);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
        }

        // The output, and its array of scores.
        Assert.Equal(104, least);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
        _models.Dispose();
    }

    private static ModelInput Input(byte[] pixels) => new() { PixelValues = Array.ConvertAll(pixels, pixel => (float)pixel) };

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(
        ' ', tags.ToArray().Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value}")));
}
