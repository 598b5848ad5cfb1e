namespace MlNetDigits.WebApi.Requests;

/// <summary>What requests may be sent as.</summary>
internal static class MediaTypes
{
    /// <exception cref="RequestProblem">The request says that it is something other than JSON, or nothing.</exception>
    public static void RequireJson(HttpRequest request, string orElse = "")
    {
        if (request.HasJsonContentType())
        {
            return;
        }

        string found = request.ContentType is { Length: > 0 and < 100 } type ? type : "none that is known";
        throw new RequestProblem(
            StatusCodes.Status415UnsupportedMediaType,
            $"Expected the content type application/json {orElse}".TrimEnd() + $", but found {found}.");
    }
}
