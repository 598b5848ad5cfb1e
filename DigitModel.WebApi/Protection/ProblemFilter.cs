using MlNetDigits.WebApi.Requests;

namespace MlNetDigits.WebApi.Protection;

/// <summary>Answers with problem details where a request can't be answered, and logs nothing: it is the caller's mistake.</summary>
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
            return TypedResults.Problem(problem.Message, statusCode: problem.StatusCode);
        }
    }
}
