using Microsoft.AspNetCore.Http.HttpResults;
using MlNetDigits.WebApi.Answers;
using MlNetDigits.WebApi.Endpoints;
using MlNetDigits.WebApi.Protection;

namespace MlNetDigits.WebApi;

/// <summary>The service's routes.</summary>
internal static class Routes
{
    /// <summary>How many requests one caller may make.</summary>
    public const string CallerPolicy = "caller";

    public static void Map(WebApplication app)
    {
        app.MapOpenApi();
        RouteGroupBuilder open = app.MapGroup("");
        open.MapGet("/health", Healthy).WithSummary("Whether the service is there.").WithTags("Service").Produces<HealthAnswer>();
        open.MapGet("/health/ready", Healthy)
            .WithSummary("Whether the model is loaded; it is before the service listens.")
            .WithTags("Service")
            .Produces<HealthAnswer>();

        RouteGroupBuilder api = app.MapGroup("");
        api.AddEndpointFilter<RouteGroupBuilder, ProblemFilter>().AddEndpointFilter<RouteGroupBuilder, ApiKeyGuard>();
        api.RequireRateLimiting(CallerPolicy);
        api.ProducesProblem(StatusCodes.Status401Unauthorized);
        api.ProducesProblem(StatusCodes.Status429TooManyRequests);

        RouteGroupBuilder work = api.MapGroup("").WithTags("Digits");
        work.ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        work.MapPost("/predict", PredictEndpoint.RunAsync)
            .WithSummary("Predicts one image: 784 pixels, or a picture of any size on any paper.")
            .Produces<PredictAnswer>();
        work.MapPost("/predict/batch", BatchEndpoint.RunAsync)
            .WithSummary("Predicts many images of 784 pixels each.")
            .Produces<BatchAnswer>();
        work.MapPost("/read", ReadEndpoint.RunAsync)
            .WithSummary("Reads a picture of one line of digits.")
            .Produces<ReadAnswer>();

        RouteGroupBuilder known = api.MapGroup("").WithTags("Model");
        known.MapGet("/model", ModelEndpoint.Run)
            .WithSummary("What is known about the model, and how much the service takes.")
            .Produces<ModelAnswer>();
        known.MapGet("/explorer", ExplorerEndpoints.Matrix)
            .WithSummary("The confusion matrix over labelled images.")
            .Produces<ExplorerAnswer>();
        known.MapGet("/explorer/images", ExplorerEndpoints.Images)
            .WithSummary("Images of one cell of it, the least sure first.")
            .Produces<ExplorerImages>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static JsonHttpResult<HealthAnswer> Healthy() => TypedResults.Json(new("ok"), ApiJson.Default.HealthAnswer);
}
