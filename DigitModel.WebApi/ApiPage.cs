using System.Security.Cryptography;
using MlNetDigits.WebApi.Protection;
using Scalar.AspNetCore;

namespace MlNetDigits.WebApi;

/// <summary>The OpenAPI document as a page to read and to try, made by Scalar. Everything comes from this program.</summary>
internal static class ApiPage
{
    public static void Map(WebApplication app) => app.MapScalarApiReference("/api", Configure).ExcludeFromDescription();

    private static void Configure(ScalarOptions options, HttpContext http)
    {
        // Of letters and digits, so that header and page write it the same way: in HTML, a plus of Base64 would be &#x2B;.
        string nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        http.Response.Headers.ContentSecurityPolicy = BrowserSecurity.ScalarPolicy(nonce);
        options.WithNonce(nonce)
            .WithTitle("API · MlNetDigits")
            .AddDocument("v1", "MlNetDigits", "openapi/v1.json")
            .WithFavicon("../icon.svg")
            // Features that would contact Scalar's servers.
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .DisableDefaultFonts()
            .HideClientButton()
            .HideDeveloperTools()
            .WithProxy("")
            .ExpandAllTags()
            .WithOperationTitleSource(OperationTitleSource.Path)
            .HideModels()
            .WithDefaultHttpClient(ScalarTarget.Shell, ScalarClient.Curl);
    }
}
