using Microsoft.Net.Http.Headers;

namespace MlNetDigits.WebApi.Protection;

/// <summary>What keeps pages of other sites from using the service through a visitor's browser.</summary>
internal static class BrowserSecurity
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// The policy for Scalar's page: its one inline script, which has the nonce, and the styles that it makes as it runs. Pictures
    /// may also be in the page itself. It asks no other server either.
    /// </summary>
    public static string ScalarPolicy(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Tells browsers to load nothing from elsewhere, to guess no types, and to pass nothing on. The headers are set when the
    /// response starts, because the handler of exceptions removes all that were set before.
    /// </summary>
    public static Task AddHeadersAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(AddHeaders, http);
        return next(http);
    }

    private static Task AddHeaders(object state)
    {
        HttpContext http = (HttpContext)state;
        IHeaderDictionary headers = http.Response.Headers;
        // A route may have a policy of its own.
        headers.TryAdd(HeaderNames.ContentSecurityPolicy, ContentPolicy);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Predictions belong to one caller and are never stored. The page's files may be, but are checked for changes each time.
        headers.CacheControl = HttpMethods.IsGet(http.Request.Method) ? "no-cache" : "no-store";
        return Task.CompletedTask;
    }

    /// <summary>
    /// Refuses requests from pages of other sites. Without CORS headers such pages can't read a response anyway, but any form
    /// on any page could make the service work.
    /// </summary>
    public static async Task RequireSameOriginAsync(HttpContext http, RequestDelegate next)
    {
        if (IsCrossOrigin(http.Request))
        {
            await TypedResults
                .Problem("Pages of other sites may not use this service.", statusCode: StatusCodes.Status403Forbidden)
                .ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    private static bool IsCrossOrigin(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        if (site is "same-origin")
        {
            // The browser knows both addresses, and no page can set this header.
            return false;
        }

        if (site is "cross-site" or "same-site")
        {
            // A link on another site may lead to the page.
            return !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate");
        }

        // Browsers without Sec-Fetch-Site send the origin with everything but a plain GET.
        return request.Headers.Origin is [string origin] && !IsOwn(origin, request);
    }

    /// <summary>Whether scheme, host and port are those that the request was sent to.</summary>
    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? theirs)
        && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out Uri? own)
        && theirs.UserInfo.Length == 0
        && Uri.Compare(theirs, own, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
