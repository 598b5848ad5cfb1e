using Microsoft.Net.Http.Headers;

namespace MlNetDigits.WebApi;

/// <summary>Browsers that open <c>/model</c> get a page about the model. Programs get JSON, and so does that page's script.</summary>
internal static class ModelPage
{
    private const string Html = "text/html";
    private const string Json = "application/json";

    public static Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path == "/model" && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
            if (PrefersHtml(http.Request))
            {
                http.Request.Path = "/model.html";
            }
        }

        return next(http);
    }

    /// <summary>Whether HTML is asked for by name, and not less than JSON.</summary>
    private static bool PrefersHtml(HttpRequest request)
    {
        double html = 0;
        double json = 0;
        foreach (MediaTypeHeaderValue type in request.GetTypedHeaders().Accept)
        {
            double quality = type.Quality ?? 1;
            html = type.MediaType.Equals(Html, StringComparison.OrdinalIgnoreCase) ? quality : html;
            json = type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) ? quality : json;
        }

        return html > 0 && html >= json;
    }
}
