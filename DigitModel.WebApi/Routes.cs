using Microsoft.AspNetCore.Http.HttpResults;
using MlNetDigits.WebApi.Endpoints;
using MlNetDigits.WebApi.Protection;
using MlNetDigits.WebApi.Requests;

namespace MlNetDigits.WebApi;

/// <summary>The service's routes.</summary>
internal static class Routes
{
    /// <summary>The rate limit of each caller.</summary>
    public const string CallerPolicy = "caller";

    public static void Map(WebApplication app)
    {
        app.MapOpenApi();
        ApiPage.Map(app);
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
        work.MapPost("/predict", PredictEndpoints.PredictAsync)
            .WithSummary("Predicts one image: 784 pixels, or a picture of any size on any paper.")
            .Produces<PredictResponse>();
        work.MapPost("/predict/batch", PredictEndpoints.PredictBatchAsync)
            .WithSummary("Predicts many images of 784 pixels each.")
            .Produces<BatchResponse>();
        work.MapPost("/read", ReadEndpoint.ReadAsync)
            .WithSummary("Reads a picture of one line of digits.")
            .Produces<ReadResponse>();

        RouteGroupBuilder model = api.MapGroup("").WithTags("Model");
        model.MapGet("/model", ModelEndpoint.Describe)
            .WithSummary("The model and the service's limits.")
            .Produces<ModelResponse>();
        model.MapGet("/explorer", ExplorerEndpoints.Matrix)
            .WithSummary("The confusion matrix over labelled images.")
            .Produces<ExplorerResponse>();
        model.MapGet("/explorer/images", ExplorerEndpoints.Images)
            .WithSummary("Images of one cell of the confusion matrix, the least certain first.")
            .Produces<ExplorerImagesResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);

        RouteGroupBuilder open = app.MapGroup("");
        open.MapGet("/health", Healthy).WithSummary("Whether the service is up.").WithTags("Service").Produces<HealthResponse>();
        open.MapGet("/health/ready", Healthy)
            .WithSummary("Whether the model is loaded, which it is before the service starts to listen.")
            .WithTags("Service")
            .Produces<HealthResponse>();
    }

    private static JsonHttpResult<HealthResponse> Healthy() => TypedResults.Json(new("ok"), ApiJson.Default.HealthResponse);
}
