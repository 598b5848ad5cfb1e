using Microsoft.Extensions.Primitives;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Protection;

/// <summary>
/// Turns down requests for other hosts: a page elsewhere could otherwise make a name of its own point to this machine, and be
/// taken for a page of the service.
/// </summary>
internal sealed class KnownHosts(ServiceSettings settings)
{
    private readonly StringSegment[] _names = [.. settings.AllowedHosts.Select(name => new StringSegment(name))];

    public async Task RequireAsync(HttpContext http, RequestDelegate next)
    {
        if (_names.Length == 0 || (http.Request.Host.HasValue && HostString.MatchesAny(http.Request.Host.Host, _names)))
        {
            await next(http);
            return;
        }

        await TypedResults
            .Problem("Expected the name of a host that this service answers to.", statusCode: StatusCodes.Status400BadRequest)
            .ExecuteAsync(http);
    }
}
