namespace DigitPictures.Formats;

/// <summary>The content of the neighbouring IDAT chunks of a PNG as one stream.</summary>
/// <param name="file">The file from the first of them on.</param>
internal sealed class PngDataStream(ReadOnlyMemory<byte> file) : Stream
{
    private ReadOnlyMemory<byte> _file = file;
    private ReadOnlyMemory<byte> _chunk;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_chunk.IsEmpty)
        {
            if (PngChunks.Split(_file) is not (PngChunkType.Data, ReadOnlyMemory<byte> content, _))
            {
                return 0;
            }

            _chunk = content;
            _file = _file[(content.Length + 12)..];
        }

        int count = Math.Min(buffer.Length, _chunk.Length);
        _chunk.Span[..count].CopyTo(buffer);
        _chunk = _chunk[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
