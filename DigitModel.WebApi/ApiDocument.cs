using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MlNetDigits.WebApi.Endpoints;
using MlNetDigits.WebApi.Protection;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi;

/// <summary>
/// Adds to the OpenAPI document what the framework can't infer: the bodies, which the routes read themselves, and the key.
/// </summary>
internal static class ApiDocument
{
    private const string SchemeName = "ApiKey";

    public static void Add(IServiceCollection services, ServiceSettings settings) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "MlNetDigits";
            document.Info.Version = ModelEndpoint.Version;
            document.Info.Description = "Recognises handwritten digits. Every error is reported as problem details (RFC 9457).";
            // Readers know where they got the document. Behind a proxy the address would be an internal one.
            document.Servers?.Clear();
            if (settings.ApiKey is not null)
            {
                AddKey(document);
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancellation) =>
        {
            switch (context.Description.RelativePath)
            {
                case "predict":
                    operation.RequestBody = Pictures();
                    operation.RequestBody.Content!["application/json"] = await JsonOf(typeof(PredictRequest), context, cancellation);
                    break;
                case "predict/batch":
                    OpenApiRequestBody body = new() { Required = true, Content = new Dictionary<string, OpenApiMediaType>() };
                    body.Content["application/json"] = await JsonOf(typeof(BatchRequest), context, cancellation);
                    operation.RequestBody = body;
                    break;
                case "read":
                    operation.RequestBody = Pictures();
                    break;
            }

            foreach (OpenApiParameter parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            {
                if (parameter.Name != "pattern")
                {
                    parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" };
                }
            }
        });
    });

    private static async Task<OpenApiMediaType> JsonOf(
        Type type, OpenApiOperationTransformerContext context, CancellationToken cancellation) =>
        new() { Schema = await context.GetOrCreateSchemaAsync(type, null, cancellation) };

    private static OpenApiRequestBody Pictures()
    {
        static OpenApiSchema File() => new() { Type = JsonSchemaType.String, Format = "binary" };
        OpenApiSchema form = new()
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = File() },
        };
        return new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["image/*"] = new() { Schema = File() },
                ["multipart/form-data"] = new() { Schema = form },
            },
        };
    }

    private static void AddKey(OpenApiDocument document)
    {
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[SchemeName] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = ApiKeyGuard.Header,
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(SchemeName, document)] = [] }];
    }
}
