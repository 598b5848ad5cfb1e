namespace MlNetDigits.WebApi.Protection;

/// <summary>What keeps pages of other sites from using the service through a visitor's browser.</summary>
internal static class BrowserSecurity
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Tells browsers to load nothing from elsewhere, to guess no types, and to pass nothing on.</summary>
    public static Task AddHeadersAsync(HttpContext http, RequestDelegate next)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Predictions belong to one caller and are never stored. The page's files may be, but are checked for changes each time.
        headers.CacheControl = HttpMethods.IsGet(http.Request.Method) ? "no-cache" : "no-store";
        return next(http);
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
        if (request.Headers["Sec-Fetch-Site"] is [string site] && site is "cross-site" or "same-site")
        {
            // A link on another site may lead to the page.
            return !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate");
        }

        // Browsers without Sec-Fetch-Site send the origin with everything but a plain GET.
        return request.Headers.Origin is [string origin]
            && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
                && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
