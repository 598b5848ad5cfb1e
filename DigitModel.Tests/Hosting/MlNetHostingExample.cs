using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;

namespace MlNetDigits.Tests.Hosting;

// hosting.md: pipeline
/// <summary>One ML.NET model for all requests. Each thread predicts with an engine of its own, since ML.NET's serve one thread only.</summary>
public sealed class DigitPredictor : IDisposable
{
    private readonly ITransformer _model;
    private readonly ThreadLocal<PredictionEngine<DigitModel.ModelInput, DigitModel.ModelOutput>> _engines;

    public DigitPredictor(string path)
    {
        OnnxRuntimeTelemetry.Disable(); // works only before ONNX Runtime starts
        _model = new MLContext().Model.Load(path, out _);

        // Without OwnsTransformer = false, disposing one engine would dispose the model of all of them.
        _engines = new(
            () => new MLContext().Model.CreatePredictionEngine<DigitModel.ModelInput, DigitModel.ModelOutput>(
                _model, new PredictionEngineOptions { OwnsTransformer = false }),
            trackAllValues: true);
    }

    public DigitModel.ModelOutput Predict(DigitModel.ModelInput input) => _engines.Value!.Predict(input);

    public void Dispose()
    {
        foreach (PredictionEngine<DigitModel.ModelInput, DigitModel.ModelOutput> engine in _engines.Values)
        {
            engine.Dispose();
        }

        _engines.Dispose();
        (_model as IDisposable)?.Dispose();
    }
}

// end

/// <summary>The examples of docs/hosting.md, between marks: <see cref="MlNetHostingTests"/> compares them and runs them.</summary>
internal static class MlNetHostingExample
{
    public static WebApplication Build(string[] args)
    {
        // hosting.md: service
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton(_ => new DigitPredictor(builder.Configuration["Model"] ?? "DigitModel.zip"));
        WebApplication app = builder.Build();

        app.MapPost("/digit", (DigitModel.ModelInput input, DigitPredictor predictor) =>
            input.PixelValues is { Length: 784 } pixels && pixels.All(pixel => pixel is >= 0 and <= 255)
                ? Results.Ok(predictor.Predict(input))
                : Results.Problem("expected pixelValues: 784 numbers from 0 to 255", statusCode: StatusCodes.Status400BadRequest));

        // end
        return app;
    }
}
