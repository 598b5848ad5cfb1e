using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Protection;

/// <summary>Requires the API key from callers, if one is set.</summary>
internal sealed class ApiKeyGuard(ServiceSettings settings) : IEndpointFilter
{
    public const string Header = "X-Api-Key";

    // All hashes have the same length, so the comparison takes the same time whatever was sent.
    private readonly byte[]? _expected = settings.ApiKey is null ? null : Hash(settings.ApiKey);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (_expected is not null && !IsExpected(context.HttpContext.Request.Headers[Header]))
        {
            context.HttpContext.Response.Headers.WWWAuthenticate = "ApiKey";
            throw new RequestProblem(StatusCodes.Status401Unauthorized, $"Expected the API key in the header {Header}.");
        }

        return next(context);
    }

    private bool IsExpected(StringValues values) =>
        values is [string key] && CryptographicOperations.FixedTimeEquals(Hash(key), _expected);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
