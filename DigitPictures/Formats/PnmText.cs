using DigitEngine;

namespace DigitPictures.Formats;

/// <summary>The numbers of a PNM's header, and in plain ones of its pixels, with spaces and comments between them.</summary>
internal ref struct PnmText(PictureFile file, int start)
{
    private readonly ReadOnlySpan<byte> _bytes = file.Span;

    /// <summary>The next byte to be read.</summary>
    public int Position { get; private set; } = start;

    public static bool IsSpace(byte value) => value is (byte)' ' or (>= 9 and <= 13);

    public uint ReadNumber(string what)
    {
        SkipSpace(what);
        int first = Position;
        ulong number = 0;
        while (Position < _bytes.Length && _bytes[Position] is byte digit and >= (byte)'0' and <= (byte)'9')
        {
            number = (number * 10) + digit - '0';
            if (number > uint.MaxValue)
            {
                throw file.Problem($"expected {what} in the PNM but found a number beyond {uint.MaxValue}");
            }

            Position++;
        }

        if (Position == first)
        {
            throw file.Problem($"expected {what} in the PNM but found {FoundText.Quote(_bytes.Slice(first, 1))}");
        }

        // A number that the end of the file may have cut is no number.
        if (Position < _bytes.Length && !IsSpace(_bytes[Position]) && _bytes[Position] != '#')
        {
            throw file.Problem($"expected {what} in the PNM but found {FoundText.Quote(_bytes[first..(Position + 1)])}");
        }

        return (uint)number;
    }

    /// <summary>One pixel of a plain bitmap: the only numbers that may stand without a space between them.</summary>
    public bool ReadBit()
    {
        SkipSpace("0 or 1");
        byte bit = _bytes[Position++];
        return bit is (byte)'0' or (byte)'1'
            ? bit == '1'
            : throw file.Problem($"expected 0 or 1 in the PNM but found {FoundText.Quote(_bytes.Slice(Position - 1, 1))}");
    }

    /// <summary>The one space between a raw picture's header and its pixels, which may themselves look like a space.</summary>
    public void SkipOneSpace()
    {
        if (Position >= _bytes.Length)
        {
            throw file.Cut("the PNM's pixels");
        }

        if (!IsSpace(_bytes[Position]))
        {
            SkipSpace("the PNM's pixels");
        }

        Position++;
    }

    private void SkipSpace(string what)
    {
        while (true)
        {
            if (Position >= _bytes.Length)
            {
                throw file.Cut(what + " in the PNM");
            }

            byte value = _bytes[Position];
            if (value == '#')
            {
                int end = _bytes[Position..].IndexOfAny((byte)'\n', (byte)'\r');
                Position = end < 0 ? _bytes.Length : Position + end;
            }
            else if (IsSpace(value))
            {
                Position++;
            }
            else
            {
                return;
            }
        }
    }
}
