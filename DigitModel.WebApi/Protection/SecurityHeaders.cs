namespace MlNetDigits.WebApi.Protection;

/// <summary>What browsers are told about every answer: nothing from outside, nothing guessed, nothing told to others.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static Task AddAsync(HttpContext http, RequestDelegate next)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Answers are about what somebody has just sent; the page's files are asked for again and found unchanged.
        headers.CacheControl = HttpMethods.IsGet(http.Request.Method) ? "no-cache" : "no-store";
        return next(http);
    }
}
