using System.IO.Compression;

namespace DigitEngine.Data;

/// <summary>
/// Unpacks gzip and notices if the data is incomplete. <see cref="GZipStream"/> alone doesn't: wherever its input ends, it takes
/// that for the end of the data. A gzip file may consist of several members, so a small member, the seal, is appended to the
/// input. If everything before it is complete, the seal is unpacked as well and its content ends the output. If anything is
/// missing, the bytes of the seal are taken for the missing ones and its content never appears.
/// </summary>
internal sealed class CompleteGzipStream : ForwardStream
{
    private const int BufferSize = 1 << 16;

    /// <summary>The most bytes that are unpacked just to look for damage, since a small file may hold terabytes.</summary>
    private const long MostDrained = 1L << 28;

    private static ReadOnlySpan<byte> Seal => "7f3a\u0001end of data"u8;

    private static readonly byte[] SealMember = Pack(Seal);

    private readonly string _name;
    private readonly GZipStream _unpacked;

    // Unpacked bytes that were not read yet are at [_start, _end). The last of them are held back, as they may be the seal.
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _ended;

    /// <param name="packed">The gzip data. It is closed with this stream.</param>
    /// <param name="name">What messages call it.</param>
    public CompleteGzipStream(Stream packed, string name)
    {
        _name = name;
        _unpacked = new GZipStream(new SealedStream(packed), CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && _end - _start <= Seal.Length)
        {
            Fill();
        }

        int count = Math.Min(buffer.Length, Math.Max(0, _end - _start - Seal.Length));
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>Reads to the end, unless that is very far, and so throws if the data is damaged or incomplete.</summary>
    public void Drain()
    {
        Span<byte> ignored = stackalloc byte[16384];
        long drained = 0;
        for (int count; drained < MostDrained && (count = Read(ignored)) > 0;)
        {
            drained += count;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int count;
        try
        {
            count = _unpacked.Read(_buffer.AsSpan(_end));
        }
        catch (InvalidDataException error)
        {
            throw Damaged(error);
        }

        _end += count;
        _ended = count == 0;
        if (_ended && !_buffer.AsSpan(0, _end).EndsWith(Seal))
        {
            throw Damaged(null);
        }
    }

    private DataFormatException Damaged(Exception? inner) =>
        new(_name, "expected complete gzip data but it is damaged or cut short", innerException: inner);

    private static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>The packed data followed by the seal.</summary>
    private sealed class SealedStream(Stream packed) : ForwardStream
    {
        private int _sealed;

        public override int Read(Span<byte> buffer)
        {
            int count = _sealed == 0 ? packed.Read(buffer) : 0;
            if (count > 0 || buffer.IsEmpty)
            {
                return count;
            }

            count = Math.Min(buffer.Length, SealMember.Length - _sealed);
            SealMember.AsSpan(_sealed, count).CopyTo(buffer);
            _sealed += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                packed.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
