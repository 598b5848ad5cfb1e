using System.Threading.RateLimiting;
using DigitEngine.Prediction;
using MlNetDigits.Hosting;
using MlNetDigits.WebApi.Answers;
using MlNetDigits.WebApi.Protection;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Endpoints;

/// <summary><c>POST /predict/batch</c>: many images, as pixels.</summary>
internal static class BatchEndpoint
{
    public static async Task<IResult> RunAsync(HttpContext http, DigitRecognizer recognizer, WorkGate gate, ServiceSettings settings)
    {
        MediaTypes.RequireJson(http.Request);
        using RequestBody body = await RequestBody.ReadAsync(http);
        using RateLimitLease turn = await gate.EnterAsync(http);
        List<float[]> images = PixelJson.ReadMany(body.Content.Span, settings.MaxBatch);
        ModelInput[] inputs = [.. images.Select(pixels => new ModelInput { PixelValues = pixels })];
        BatchAnswer answer = new([.. recognizer.PredictBatch(inputs).Select(output => PredictAnswer.Of(output))]);
        return TypedResults.Json(answer, ApiJson.Default.BatchAnswer);
    }
}
