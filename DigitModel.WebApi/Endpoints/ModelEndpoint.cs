using DigitModel.Persistence;
using DigitModel.WebApi.Answers;
using DigitModel.WebApi.Recognition;
using DigitModel.WebApi.Settings;

namespace DigitModel.WebApi.Endpoints;

/// <summary><c>GET /model</c>: what is known about the model.</summary>
internal static class ModelEndpoint
{
    private static readonly string Version = typeof(ModelEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static IResult Run(Recognizer recognizer, ServiceSettings settings)
    {
        ModelManifest manifest = recognizer.Model.Manifest;
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
                recognizer.Model.ModelCard,
                new(settings.MaxBodyBytes, settings.MaxPicturePixels, settings.MaxBatch, settings.TimeoutSeconds)),
            ApiJson.Default.ModelAnswer);
    }
}
