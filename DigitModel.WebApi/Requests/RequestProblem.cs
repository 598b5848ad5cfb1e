namespace MlNetDigits.WebApi.Requests;

/// <summary>A request that can't be answered, and what the caller is told.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">One line that says what was expected and what was found.</param>
/// <param name="cause">The error behind it, if any.</param>
internal sealed class RequestProblem(int status, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public int Status => status;
}

/// <summary>Turns a request's problem into problem details. Nothing is logged: it is the caller's mistake.</summary>
internal sealed class ProblemFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RequestProblem problem)
        {
            return TypedResults.Problem(problem.Message, statusCode: problem.Status);
        }
        catch (BadHttpRequestException problem)
        {
            // The server's own message names one of its settings, which means nothing to callers.
            string detail = problem.StatusCode == StatusCodes.Status408RequestTimeout ? RequestBody.Late(problem).Message : problem.Message;
            return TypedResults.Problem(detail, statusCode: problem.StatusCode);
        }
    }
}
