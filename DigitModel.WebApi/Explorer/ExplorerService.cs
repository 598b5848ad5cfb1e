using DigitEngine.Data;
using DigitEngine.Prediction;
using MlNetDigits.Hosting;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Explorer;

/// <summary>Evaluates the model on labelled images when the service starts, and again whenever the model changes.</summary>
internal sealed partial class ExplorerService(
    ServiceSettings settings, DigitRecognizer recognizer, ILogger<ExplorerService> logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private volatile ExplorerResponse _state = new("working", "The images are being read.");
    private volatile ExploredImages? _evaluation;

    public ExplorerResponse State => _state;

    /// <summary>The evaluation, or null while there is none.</summary>
    public ExploredImages? Evaluation => _evaluation;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if ((settings.Data ?? SampleFile.Find()) is not string path || path == ServiceSettings.NoData)
        {
            _state = new("none", "There are no labelled images to look at. Start the service with --data FILE: CSV, IDX, or a folder.");
            return;
        }

        PredictionEngine? evaluated = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            PredictionEngine engine = recognizer.Engine;
            if (engine != evaluated)
            {
                evaluated = engine;
                await Task.Run(() => Evaluate(path, engine, stoppingToken), stoppingToken);
            }

            await Task.Delay(CheckInterval, stoppingToken);
        }
    }

    private void Evaluate(string path, PredictionEngine engine, CancellationToken cancellation)
    {
        try
        {
            LabeledImages images = LabeledImages.Read(path, engine.Manifest, settings is { Data: null, Model: null });
            ExplorerResponse working = new("working", images.Note, images.Source, images.Images.Count);
            ExploredImages evaluation = ExploredImages.Evaluate(images, engine, done => _state = working with { Done = done }, cancellation);
            _evaluation = evaluation;
            _state = evaluation.ToResponse();
        }
        catch (DataFormatException error)
        {
            LogNoImages(logger, error.Message);
            _evaluation = null;
            _state = new("failed", error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The explorer has no images: {Problem}")]
    private static partial void LogNoImages(ILogger logger, string problem);
}
