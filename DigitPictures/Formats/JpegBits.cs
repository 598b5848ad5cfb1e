using System.Runtime.CompilerServices;

namespace DigitPictures.Formats;

/// <summary>
/// The bits of a JPEG's scan, up to the next marker. Beyond it there are zeros; <see cref="Check"/> says whether any of
/// them were used.
/// </summary>
internal ref struct JpegBits(PictureFile file, int start)
{
    private readonly ReadOnlySpan<byte> _bytes = file.Span;
    private ulong _buffer;
    private int _count;

    // How many of the bits in the buffer are zeros from beyond the end, as they are the last ones.
    private int _beyond;

    /// <summary>The next byte to be taken into the buffer: the marker's first, once the scan is over.</summary>
    public int Position { get; private set; } = start;

    /// <summary>The symbol of the next code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSymbol(JpegHuffmanTable table)
    {
        Fill();
        int found = table.Find((int)(_buffer >> (64 - JpegHuffmanTable.MaxLength)));
        if (found == 0)
        {
            throw file.Problem("the JPEG's pixels hold a code that its tables don't: the file is damaged");
        }

        Skip(found >> 8);
        return found & 255;
    }

    /// <summary>So many bits, at most 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadBits(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        Fill();
        int bits = (int)(_buffer >> (64 - count));
        Skip(count);
        return bits;
    }

    /// <summary>A number of so many bits, of which a first 0 says that it is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSigned(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        int bits = ReadBits(count);
        return bits >= 1 << (count - 1) ? bits : bits - (1 << count) + 1;
    }

    /// <summary>Throws if bits were read that the file doesn't have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Check()
    {
        if (_count < _beyond)
        {
            throw file.Problem("expected more pixels in the JPEG but its scan ends before: the file is damaged or cut short");
        }
    }

    /// <summary>Goes on behind the next marker, which must be the restart of the given number.</summary>
    public void Restart(int number)
    {
        int position = Position;
        while (position + 1 < _bytes.Length && (_bytes[position] != 255 || _bytes[position + 1] is 0 or 255))
        {
            position++;
        }

        int expected = JpegMarker.FirstRestart + number;
        if (position + 1 >= _bytes.Length || _bytes[position + 1] != expected)
        {
            throw file.Problem($"expected the JPEG's restart marker {number} but found another or none: the file is damaged");
        }

        Position = position + 2;
        _buffer = 0;
        _count = 0;
        _beyond = 0;
    }

    private void Skip(int count)
    {
        _buffer <<= count;
        _count -= count;
    }

    // Enough for any code of 16 bits and a number of 16.
    private void Fill()
    {
        if (_count < 32)
        {
            FillSlowly();
        }
    }

    private void FillSlowly()
    {
        while (_count <= 56)
        {
            byte next = 0;
            if (Position < _bytes.Length && _bytes[Position] != 255)
            {
                next = _bytes[Position++];
            }
            else if (Position + 1 < _bytes.Length && _bytes[Position + 1] == 0)
            {
                next = 255;
                Position += 2;
            }
            else
            {
                _beyond += 8;
            }

            _buffer |= (ulong)next << (56 - _count);
            _count += 8;
        }
    }
}
