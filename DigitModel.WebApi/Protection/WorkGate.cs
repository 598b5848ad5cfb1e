using System.Threading.RateLimiting;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Protection;

/// <summary>
/// Limits how many requests are worked on at once and how many wait. A request gets here only when its body has arrived, so a
/// slow sender keeps nobody waiting.
/// </summary>
internal sealed class WorkGate(ServiceSettings settings) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = settings.MaxConcurrent,
        QueueLimit = settings.MaxQueue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits until the request may be worked on; it is done when the lease is disposed of.</summary>
    /// <exception cref="RequestProblem">Too many requests are waiting already, or it took too long.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(HttpContext http)
    {
        try
        {
            RateLimitLease lease = await _limiter.AcquireAsync(1, http.RequestAborted);
            if (lease.IsAcquired)
            {
                return lease;
            }

            lease.Dispose();
            throw Busy(http);
        }
        catch (OperationCanceledException error)
        {
            throw Busy(http, error);
        }
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>The problem of a request that finds too many others before it.</summary>
    public static RequestProblem Busy(HttpContext http, Exception? cause = null)
    {
        http.Response.Headers.RetryAfter = "1";
        return new(StatusCodes.Status503ServiceUnavailable, "Too many requests are waiting already. Try again in a second.", cause);
    }
}
