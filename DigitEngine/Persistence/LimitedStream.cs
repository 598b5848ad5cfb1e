namespace DigitEngine.Persistence;

/// <summary>
/// Limits how many bytes are read from another stream until the limit is lifted. The list of a zip's entries is read as a whole
/// and could otherwise be as long as the file. The other stream is left open.
/// </summary>
internal sealed class LimitedStream(Stream inner, long limit) : Stream
{
    private long _remaining = limit;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    /// <summary>Whether more was asked for than is allowed.</summary>
    public bool IsExceeded => _remaining < 0;

    public void Lift() => _remaining = long.MaxValue;

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        _remaining -= count;
        return IsExceeded ? throw new InvalidDataException("The limit is exceeded.") : count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
