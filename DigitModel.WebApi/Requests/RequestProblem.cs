namespace MlNetDigits.WebApi.Requests;

/// <summary>A request can't be answered; what the caller is told of it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">One line that says what was expected and what was found.</param>
/// <param name="cause">What went wrong beneath.</param>
internal sealed class RequestProblem(int status, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public int Status => status;
}
