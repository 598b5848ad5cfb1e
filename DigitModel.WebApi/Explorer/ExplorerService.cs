using DigitEngine.Data;
using DigitEngine.Prediction;
using MlNetDigits.Hosting;
using MlNetDigits.WebApi.Answers;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Explorer;

/// <summary>Evaluates the model on labelled images when the service starts, and again when the model has changed.</summary>
internal sealed class ExplorerService(ServiceSettings settings, DigitRecognizer recognizer, ILogger<ExplorerService> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private volatile ExplorerAnswer _state = new("working", "The images are being read.");
    private volatile ExploredImages? _evaluation;

    public ExplorerAnswer State => _state;

    /// <summary>The evaluation, or null while there is none.</summary>
    public ExploredImages? Evaluation => _evaluation;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if ((settings.Data ?? SampleData.Find()) is not string path || path == ServiceSettings.NoData)
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

            await Task.Delay(BetweenLooks, stoppingToken);
        }
    }

    private void Evaluate(string path, PredictionEngine engine, CancellationToken cancellation)
    {
        try
        {
            LabeledImages images = LabeledImages.Read(path, engine.Manifest, settings is { Data: null, Model: null });
            ExplorerAnswer working = new("working", images.Note, images.Source, images.Data.Count);
            ExploredImages evaluation = ExploredImages.Of(images, engine, done => _state = working with { Done = done }, cancellation);
            _evaluation = evaluation;
            _state = evaluation.ToAnswer();
        }
        catch (DataFormatException error)
        {
            logger.NoImages(error.Message);
            _evaluation = null;
            _state = new("failed", error.Message);
        }
    }
}
