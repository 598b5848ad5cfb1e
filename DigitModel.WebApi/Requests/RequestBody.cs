using System.Buffers;

namespace MlNetDigits.WebApi.Requests;

/// <summary>A complete request body, in a pooled buffer that is returned when the body is disposed of.</summary>
internal sealed class RequestBody : IDisposable
{
    // Enough for one image as JSON. The buffer grows with what really arrives, whatever length was announced.
    private const int FirstLength = 16 << 10;

    private byte[] _buffer;
    private int _length;

    private RequestBody(byte[] buffer) => _buffer = buffer;

    public ReadOnlyMemory<byte> Content => _buffer.AsMemory(0, _length);

    /// <summary>Reads the body.</summary>
    /// <exception cref="RequestProblem">It is empty, or did not arrive in time.</exception>
    /// <exception cref="BadHttpRequestException">It is longer than allowed, or incomplete.</exception>
    public static Task<RequestBody> ReadAsync(HttpContext http) => ReadAsync(http.Request.Body, http.RequestAborted);

    /// <inheritdoc cref="ReadAsync(HttpContext)"/>
    public static async Task<RequestBody> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        RequestBody body = new(ArrayPool<byte>.Shared.Rent(FirstLength));
        try
        {
            while (true)
            {
                int count = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellation);
                if (count == 0)
                {
                    break;
                }

                body._length += count;
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }
            }

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
