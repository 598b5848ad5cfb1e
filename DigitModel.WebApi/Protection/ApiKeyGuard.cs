using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Protection;

/// <summary>Asks callers for the API key, where there is one.</summary>
internal sealed class ApiKeyGuard(ServiceSettings settings) : IEndpointFilter
{
    public const string Header = "X-Api-Key";

    // Hashes have one length, so comparing takes the same time whatever was sent.
    private readonly byte[]? _expected = settings.ApiKey is null ? null : Hash(settings.ApiKey);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (_expected is not null && !IsKnown(context.HttpContext.Request.Headers[Header]))
        {
            context.HttpContext.Response.Headers.WWWAuthenticate = "ApiKey";
            throw new RequestProblem(StatusCodes.Status401Unauthorized, $"Expected the API key in the header {Header}.");
        }

        return next(context);
    }

    private bool IsKnown(StringValues values) =>
        values is [string key] && CryptographicOperations.FixedTimeEquals(Hash(key), _expected);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
