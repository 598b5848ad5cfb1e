namespace DigitEngine.Data;

/// <summary>
/// Splits a stream into lines without copying them: each line is a span of one buffer, valid until the next one is read. The
/// buffer grows with the longest line, but whatever the file contains, not beyond <see cref="MaxLineLength"/>.
/// </summary>
internal sealed class LineReader(Stream stream, string name, int bufferSize)
{
    /// <summary>The most bytes in a line: 83 for each of 785 fields, which usually take two to four.</summary>
    public const int MaxLineLength = 1 << 16;

    private byte[] _buffer = new byte[bufferSize];

    // Bytes that were not read yet are at [_next, _end). There is no line feed in [_next, _searched).
    private int _next;
    private int _searched;
    private int _end;
    private bool _ended;

    private int _current;

    /// <summary>The number of the last line read, counted from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether a whole line that is certainly not blank is already in memory.</summary>
    public bool IsLineReady =>
        _next < _end && _buffer[_next] > ' ' && _buffer.AsSpan(_searched, _end - _searched).Contains((byte)'\n');

    /// <summary>Reads a line without its ending, which is a line feed or carriage return and line feed, and without a byte order mark.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int length;
        while ((length = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n')) < 0)
        {
            _searched = _end;
            if (_end - _next > MaxLineLength)
            {
                throw TooLong();
            }

            if (!_ended)
            {
                Fill();
            }
            else if (_next < _end)
            {
                // The last line has no line feed.
                length = 0;
                break;
            }
            else
            {
                line = default;
                return false;
            }
        }

        int lineEnd = _searched + length;
        LineNumber++;
        _current = _next;
        line = _buffer.AsSpan(_next, lineEnd - _next);
        if (line.Length > MaxLineLength)
        {
            throw TooLong();
        }

        _next = _searched = Math.Min(lineEnd + 1, _end);
        if (LineNumber == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line["\uFEFF"u8.Length..];
        }

        if (line.EndsWith("\r"u8))
        {
            line = line[..^1];
        }

        return true;
    }

    /// <summary>Reads the next line that isn't blank. Blank lines are only allowed at the end of the file.</summary>
    public bool TryReadContent(out ReadOnlySpan<byte> line)
    {
        long blank = 0;
        while (TryRead(out line))
        {
            if (line.Length > 0 && line[0] > ' ' || !CsvFields.Trim(line).IsEmpty)
            {
                if (blank > 0)
                {
                    throw new DataFormatException(name, "expected an image but found a blank line", blank);
                }

                return true;
            }

            if (blank == 0)
            {
                blank = LineNumber;
            }
        }

        return false;
    }

    /// <summary>Makes <see cref="TryRead"/> return the same line again.</summary>
    public void Unread()
    {
        _next = _searched = _current;
        LineNumber--;
    }

    private void Fill()
    {
        if (_next > 0)
        {
            _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
            _searched -= _next;
            _end -= _next;
            _next = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _ended = count == 0;
    }

    private DataFormatException TooLong() =>
        new(name, $"expected lines of at most {MaxLineLength} bytes but this one is longer", LineNumber + 1);
}
