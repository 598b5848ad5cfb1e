using System.Buffers;
using MlNetDigits.WebApi.Protection;

namespace MlNetDigits.WebApi.Requests;

/// <summary>
/// A complete request body, in a pooled buffer. Disposing of the body returns the buffer, and its room in the budget.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private readonly IDisposable? _room;
    private byte[] _buffer;
    private int _length;

    private RequestBody(byte[] buffer, IDisposable? room)
    {
        _buffer = buffer;
        _room = room;
    }

    public ReadOnlyMemory<byte> Content => _buffer.AsMemory(0, _length);

    /// <summary>Reads the body, once there is room for it.</summary>
    /// <exception cref="RequestProblem">It is empty, or did not arrive in time, or too many requests are waiting already.</exception>
    /// <exception cref="BadHttpRequestException">It is longer than allowed, or incomplete.</exception>
    public static async Task<RequestBody> ReadAsync(HttpContext http, BodyBudget budget) =>
        await ReadAsync(http.Request.Body, http.Request.ContentLength, await budget.EnterAsync(http), http.RequestAborted);

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="length">Its length, if known.</param>
    /// <param name="room">Its room in the budget, which the body gives back.</param>
    /// <param name="cancellation">Ends the wait for more.</param>
    public static async Task<RequestBody> ReadAsync(Stream stream, long? length, IDisposable? room, CancellationToken cancellation)
    {
        // Without room in the budget, an announced length counts for nothing: the buffer grows with what really arrives.
        int first = room is not null && length is long known ? (int)known : BodyBudget.FreeLength;
        RequestBody body = new(ArrayPool<byte>.Shared.Rent(first), room);
        try
        {
            int count;
            do
            {
                // There is never more than the announced length, so nothing grows just to see the end.
                if (body._length == body._buffer.Length && body._length != length)
                {
                    body.Grow();
                }

                count = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellation);
                body._length += count;
            }
            while (count > 0 && body._length != length);

            return body._length > 0
                ? body
                : throw new RequestProblem(StatusCodes.Status400BadRequest, "Expected a body but found none.");
        }
        catch (OperationCanceledException error)
        {
            body.Dispose();
            throw Late(error);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>The problem of a request whose time ran out while it was being sent.</summary>
    public static RequestProblem Late(Exception cause) =>
        new(StatusCodes.Status408RequestTimeout, "The body did not arrive in time.", cause);

    public Stream OpenRead() => new MemoryStream(_buffer, 0, _length, writable: false);

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _room?.Dispose();
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
