using System.Threading.RateLimiting;
using DigitEngine.Data;
using DigitEngine.Prediction;
using DigitPictures;
using MlNetDigits.Hosting;
using MlNetDigits.WebApi.Answers;
using MlNetDigits.WebApi.Protection;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Endpoints;

/// <summary><c>POST /predict</c>: one image, as pixels or as a picture.</summary>
internal static class PredictEndpoint
{
    public static Task<IResult> RunAsync(HttpContext http, DigitRecognizer recognizer, WorkGate gate, ServiceSettings settings) =>
        PictureBody.IsPicture(http.Request)
            ? PredictPictureAsync(http, recognizer, gate, settings)
            : PredictPixelsAsync(http, recognizer, gate);

    private static async Task<IResult> PredictPixelsAsync(HttpContext http, DigitRecognizer recognizer, WorkGate gate)
    {
        MediaTypes.RequireJson(http.Request, "or a picture (image/png, image/jpeg, image/bmp, or a form with one file)");
        using RequestBody body = await RequestBody.ReadAsync(http);
        using RateLimitLease turn = await gate.EnterAsync(http);
        return TypedResults.Json(PredictAnswer.Of(Predict(body, recognizer)), ApiJson.Default.PredictAnswer);
    }

    private static ModelOutput Predict(RequestBody body, DigitRecognizer recognizer)
    {
        Span<float> pixels = stackalloc float[DigitImage.PixelCount];
        PixelJson.ReadOne(body.Content.Span, pixels);
        return recognizer.Predict(pixels);
    }

    private static async Task<IResult> PredictPictureAsync(
        HttpContext http, DigitRecognizer recognizer, WorkGate gate, ServiceSettings settings)
    {
        using RequestBody body = await PictureBody.ReadAsync(http, settings.MaxBodyBytes);
        using RateLimitLease turn = await gate.EnterAsync(http);
        NormalizedDigit digit = NormalizedDigit.FromPicture(PictureBody.Decode(body, settings.MaxPicturePixels));
        PredictAnswer answer = PredictAnswer.Of(recognizer.Predict(digit), SeenDigit.Of(digit));
        return TypedResults.Json(answer, ApiJson.Default.PredictAnswer);
    }
}
