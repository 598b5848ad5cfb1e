using DigitEngine.Persistence;
using DigitEngine.Prediction;
using MlNetDigits.Hosting;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Endpoints;

/// <summary><c>GET /model</c>: the model and the service's limits.</summary>
internal static class ModelEndpoint
{
    /// <summary>The version of the service.</summary>
    public static readonly string Version = typeof(ModelEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static IResult Describe(DigitRecognizer recognizer, ServiceSettings settings)
    {
        PredictionEngine engine = recognizer.Engine;
        ModelManifest manifest = engine.Manifest;
        return TypedResults.Json(
            new(
                Version,
                manifest.Labels,
                manifest.Architecture,
                manifest.ParameterCount,
                manifest.CreatedBy,
                manifest.Preprocessing,
                manifest.Training,
                manifest.Metrics,
                manifest.Calibration,
                engine.ModelCard,
                recognizer.ReloadProblem,
                new(settings.MaxBodyBytes, settings.MaxPicturePixels, settings.MaxBatch, settings.TimeoutSeconds)),
            ApiJson.Default.ModelResponse);
    }
}
