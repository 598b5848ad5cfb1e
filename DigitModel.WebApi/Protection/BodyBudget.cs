using System.IO.Pipelines;
using System.Numerics;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MlNetDigits.WebApi.Requests;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Protection;

/// <summary>
/// Limits the memory that the bodies of all requests take, from before they are read until they have been worked on.
/// </summary>
/// <remarks>
/// A body takes room only once its first bytes have arrived, so announcing one costs the others nothing. From then on it must keep
/// the average pace that it needs to be complete in time, so a sender that stalls soon loses its room.
/// </remarks>
internal sealed class BodyBudget(ServiceSettings settings) : IDisposable
{
    /// <summary>
    /// Bodies up to this length, such as one image as JSON, need no room: the limit on connections keeps them in bounds.
    /// </summary>
    public const int FreeLength = 16 << 10;

    // The bytes of one permit. Limiters count permits in int.
    private const int Unit = 1 << 10;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = settings.MaxBytesInFlight / Unit,
        QueueLimit = (int)Math.Min(int.MaxValue, (long)settings.MaxQueue * PermitsFor(settings, settings.MaxBodyBytes, isForm: false)),
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits until there is room for the request's body. It is given back when the result is disposed of.</summary>
    /// <returns>The room, or null if the body needs none.</returns>
    /// <exception cref="RequestProblem">Too many requests are waiting already, or it took too long.</exception>
    /// <exception cref="BadHttpRequestException">The body is longer than allowed, or incomplete.</exception>
    public async ValueTask<IDisposable?> EnterAsync(HttpContext http)
    {
        if (http.Request.ContentLength <= FreeLength)
        {
            return null;
        }

        DemandPace(http);
        if (!await HasArrivedAsync(http, FreeLength + 1))
        {
            return null;
        }

        try
        {
            int permits = PermitsFor(settings, http.Request.ContentLength, http.Request.HasFormContentType);
            RateLimitLease lease = await _limiter.AcquireAsync(permits, http.RequestAborted);
            if (lease.IsAcquired)
            {
                return lease;
            }

            lease.Dispose();
            throw WorkGate.Busy(http);
        }
        catch (OperationCanceledException error)
        {
            throw WorkGate.Busy(http, error);
        }
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>
    /// The memory that a body takes. Buffers have powers of two as lengths. Without an announced length they grow by doubling,
    /// with the one before still there. The parts of a form are copies.
    /// </summary>
    private static int PermitsFor(ServiceSettings settings, long? length, bool isForm)
    {
        long most = length ?? settings.MaxBodyBytes;
        long buffers = (long)BitOperations.RoundUpToPowerOf2((ulong)most) * (length is null ? 2 : 1);
        return (int)(Math.Min(settings.MaxBytesInFlight, buffers + (isForm ? most : 0)) / Unit);
    }

    /// <summary>A body that is slower than this could not be complete in time anyway.</summary>
    private void DemandPace(HttpContext http)
    {
        // HTTP/2 has one pace for all of a connection's requests.
        if (http.Request.ContentLength is long length
            && !HttpProtocol.IsHttp2(http.Request.Protocol)
            && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { MinDataRate: { } least } pace)
        {
            pace.MinDataRate = new(Math.Max(least.BytesPerSecond, (double)length / settings.TimeoutSeconds), Grace);
        }
    }

    /// <summary>Waits for the first bytes without taking them; false if there are fewer.</summary>
    private static async ValueTask<bool> HasArrivedAsync(HttpContext http, int count)
    {
        try
        {
            PipeReader reader = http.Request.BodyReader;
            ReadResult start = await reader.ReadAtLeastAsync(count, http.RequestAborted);
            bool arrived = start.Buffer.Length >= count;
            reader.AdvanceTo(start.Buffer.Start);
            return arrived;
        }
        catch (OperationCanceledException error)
        {
            throw RequestBody.Late(error);
        }
    }
}
