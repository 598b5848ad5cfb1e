using DigitEngine.Data;
using DigitEngine.Prediction;
using DigitPictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MlNetDigits.Hosting;

namespace MlNetDigits.Tests.Hosting;

/// <summary>The example of docs/hosting.md, between marks: <see cref="HostingDocsTests"/> compares it and runs it.</summary>
internal static class HostingExample
{
    public static WebApplication Build(string[] args)
    {
        // hosting.md
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddDigitRecognizer(); // or a file of your own, reloaded whenever it changes: "DigitModel.zip"
        WebApplication app = builder.Build();

        app.MapPost("/digit", async (HttpRequest request, DigitRecognizer recognizer) =>
        {
            using MemoryStream body = new();
            await request.Body.CopyToAsync(body);
            body.Position = 0;
            try
            {
                ModelOutput output = recognizer.Predict(NormalizedDigit.FromPicture(GrayPicture.Load(body)));
                return Results.Ok(new { output.PredictedLabel, output.Confidence, output.IsDigit });
            }
            catch (PictureFormatException error)
            {
                return Results.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
            }
        });
        app.MapGet("/health", (DigitRecognizer recognizer) => recognizer.ReloadProblem ?? "ok");

        // end
        return app;
    }
}
