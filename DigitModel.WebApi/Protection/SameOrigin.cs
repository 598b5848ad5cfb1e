namespace MlNetDigits.WebApi.Protection;

/// <summary>
/// Turns down what pages of other sites send. Without CORS headers they can't read answers anyway; this keeps them from making the
/// service work, which a form on any page could.
/// </summary>
internal static class SameOrigin
{
    public static async Task RequireAsync(HttpContext http, RequestDelegate next)
    {
        if (IsForeign(http.Request))
        {
            await TypedResults
                .Problem("Pages of other sites may not use this service.", statusCode: StatusCodes.Status403Forbidden)
                .ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [string site] && site is "cross-site" or "same-site")
        {
            // Following a link to the page is no use of it.
            return !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate");
        }

        // Browsers that don't say so name the origin of whatever is no plain GET.
        return request.Headers.Origin is [string origin]
            && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
                && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
