using DigitEngine.Persistence;
using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using Microsoft.Extensions.Options;
using MlNetDigits.Hosting;
using MlNetDigits.Tests.Persistence;

namespace MlNetDigits.Tests.Hosting;

public sealed class DigitRecognizerTests : IDisposable
{
    private readonly TwoModels _models = new();
    private readonly LogLines _log = new();

    public static TheoryData<string> Ways => ["overwritten", "replaced", "deleted and written"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Predict_UsesTheNewModel_OnceTheSystemTellsOfIt(string way)
    {
        // Only the operating system can tell here: nothing is polled.
        DigitRecognizerOptions options = new() { ModelPath = _models.Path, PollInterval = TimeSpan.Zero };
        using DigitRecognizer recognizer = new(Options.Create(options), _log);
        Assert.Equal(TwoModels.FirstScore, recognizer.Predict(TwoModels.Pixels).Score);
        Assert.StartsWith("Information: Model loaded from", _log.Next(), StringComparison.Ordinal);

        switch (way)
        {
            case "overwritten":
                _models.Overwrite(TwoModels.Second);
                break;
            case "replaced":
                _models.Replace(TwoModels.Second);
                break;
            default:
                File.Delete(_models.Path);
                _models.Overwrite(TwoModels.Second);
                break;
        }

        // However slow the machine: a file seen half written is refused first.
        while (!_log.Next().StartsWith("Information: Model reloaded", StringComparison.Ordinal))
        {
        }

        Assert.Equal(TwoModels.SecondScore, recognizer.Predict(TwoModels.Pixels).Score);
        Assert.Null(recognizer.ReloadProblem);
    }

    [Fact]
    public void Predict_GivesOneModelsScores_WhileModelsAreExchanged()
    {
        ManualTime time = new();
        DigitRecognizerOptions options = new() { ModelPath = _models.Path };
        using DigitRecognizer recognizer = new(Options.Create(options), _log, time: time);
        using CancellationTokenSource done = new();
        int wrong = 0;
        Thread[] threads =
        [
            .. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
            {
                while (!done.IsCancellationRequested)
                {
                    float[] score = recognizer.Predict(TwoModels.Pixels).Score;
                    if (!score.SequenceEqual(TwoModels.FirstScore) && !score.SequenceEqual(TwoModels.SecondScore)) { Interlocked.Increment(ref wrong); } }
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        ModelSource source = recognizer.Source!;
        for (int i = 0; i < 20; i++)
        {
            _models.Replace(i % 2 == 0 ? TwoModels.Second : TwoModels.First);
            source.Check();
        }

        done.Cancel();
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(0, wrong);
        Assert.Equal(20, _log.All.Count(line => line.StartsWith("Information: Model reloaded", StringComparison.Ordinal)));
    }

    [Fact]
    public void Constructor_Throws_WhenTheFileIsNoModelOrAnOptionMakesNoSense()
    {
        Assert.Throws<ModelFormatException>(() => Create(new() { ModelPath = _models.Path + ".not" }));
        Assert.Throws<ArgumentException>(() => Create(new() { ModelPath = "" }));
        Assert.Equal(
            "SettleTime: expected a time from 0 to 49 days, found -00:00:01.",
            Assert.Throws<ArgumentException>(() => Create(new() { SettleTime = TimeSpan.FromSeconds(-1) })).Message);
        Assert.Throws<ArgumentException>(() => Create(new() { PollInterval = TimeSpan.MaxValue }));
    }

    [Fact]
    public void EveryCall_GivesWhatTheEngineGives()
    {
        PredictionEngine engine = PredictionEngine.Default;
        using DigitRecognizer recognizer = new(engine);
        NormalizedDigit digit = NormalizedDigit.FromPicture(new GrayPicture(28, 28, TwoModels.Pixels));
        GrayPicture picture = new(28, 28, TwoModels.Pixels);
        ModelInput[] inputs = [.. Enumerable.Range(0, 3).Select(_ => new ModelInput { PixelValues = Array.ConvertAll(TwoModels.Pixels, pixel => (float)pixel) })];

        Assert.Same(engine, recognizer.Engine);
        Assert.Equal(engine.Predict(TwoModels.Pixels).Score, recognizer.Predict(TwoModels.Pixels).Score);
        Assert.Equal(engine.Predict(inputs[0]).Score, recognizer.Predict(inputs[0]).Score);
        Assert.Equal(engine.Predict(digit).Score, recognizer.Predict(digit).Score);
        Assert.Equal(engine.PredictBatch(inputs).Select(output => output.Score), recognizer.PredictBatch(inputs).Select(output => output.Score));
        FieldResult expected = new FieldReader(engine).Read(picture);
        Assert.Equal((expected.Text, expected.Confidence), (recognizer.ReadField(picture).Text, recognizer.ReadField(picture).Confidence));
    }

    public void Dispose() => _models.Dispose();

    private static DigitRecognizer Create(DigitRecognizerOptions options) => new(Options.Create(options));
}
