using System.Threading.RateLimiting;
using DigitEngine.Prediction;
using DigitPictures;
using MlNetDigits.Hosting;
using MlNetDigits.WebApi.Protection;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Endpoints;

/// <summary>
/// <c>POST /predict</c>: one image, as pixels or as a picture. <c>POST /predict/batch</c>: many images, as pixels.
/// </summary>
internal static class PredictEndpoints
{
    public static Task<IResult> PredictAsync(
        HttpContext http, DigitRecognizer recognizer, BodyBudget budget, WorkGate gate, ServiceSettings settings) =>
        PictureBody.IsPicture(http.Request)
            ? PredictPictureAsync(http, recognizer, budget, gate, settings)
            : PredictPixelsAsync(http, recognizer, budget, gate);

    public static async Task<IResult> PredictBatchAsync(
        HttpContext http, DigitRecognizer recognizer, BodyBudget budget, WorkGate gate, ServiceSettings settings)
    {
        RequestJson.RequireContentType(http.Request);
        using RequestBody body = await RequestBody.ReadAsync(http, budget);
        using RateLimitLease lease = await gate.EnterAsync(http);
        float[][] images = RequestJson.ReadImages(body.Content.Span, settings.MaxBatch);
        ModelInput[] inputs = [.. images.Select(pixels => new ModelInput { PixelValues = pixels })];
        BatchResponse response = new([.. recognizer.PredictBatch(inputs).Select(output => PredictResponse.From(output))]);
        return TypedResults.Json(response, ApiJson.Default.BatchResponse);
    }

    private static async Task<IResult> PredictPixelsAsync(
        HttpContext http, DigitRecognizer recognizer, BodyBudget budget, WorkGate gate)
    {
        RequestJson.RequireContentType(http.Request, "or a picture (image/png, image/jpeg, image/bmp, or a form with one file)");
        using RequestBody body = await RequestBody.ReadAsync(http, budget);
        using RateLimitLease lease = await gate.EnterAsync(http);
        ModelOutput output = recognizer.Predict(RequestJson.ReadPixels(body.Content.Span));
        return TypedResults.Json(PredictResponse.From(output), ApiJson.Default.PredictResponse);
    }

    private static async Task<IResult> PredictPictureAsync(
        HttpContext http, DigitRecognizer recognizer, BodyBudget budget, WorkGate gate, ServiceSettings settings)
    {
        using RequestBody body = await PictureBody.ReadAsync(http, budget, settings.MaxBodyBytes);
        using RateLimitLease lease = await gate.EnterAsync(http);
        NormalizedDigit digit = NormalizedDigit.FromPicture(PictureBody.Decode(body, settings.MaxPicturePixels));
        PredictResponse response = PredictResponse.From(recognizer.Predict(digit), SeenImage.From(digit));
        return TypedResults.Json(response, ApiJson.Default.PredictResponse);
    }
}
